// The screen: shows a seat and its connection, and passes on what is pressed.

import { Link, Reason } from "./connection.js";
import { $, fill, icon, make, say } from "./elements.js";
import { Step } from "./seat.js";
import { keep, kept } from "./storage.js";
import { symbol } from "./symbols.js";
import { texts } from "./texts.js";

// An outcome has a shape, not only a colour.
const MARKS = {
	right: "right",
	wrong: "wrong",
	late: "wrong",
	misread: "misread",
	passed: "passed",
	beaten: "passed",
	void: "passed",
};
const MOST_BOXES = 20;
const REJOIN = [Reason.UNKNOWN_TOKEN, Reason.NO_ROOM, Reason.FULL, Reason.LOCKED, Reason.LATE, Reason.CROWD];

export class Screen {
	// `acts`: join(code, name, profile), leave(), again() and door(code) (a promise of a room's door).
	constructor(seat, connection, sheet, acts) {
		Object.assign(this, { _seat: seat, _connection: connection, _sheet: sheet, _acts: acts });
		this._keys = false; // digits by keys, by the player's choice
		this._left = kept("left") === "1";
		this._code = "";
		this._profile = null;
		this._shown = "";
		this._narrow = false; // whether the top line has no room for the boxes
		this._longest = 0;
		this._tried = false;
		$("#join").addEventListener("submit", (event) => this._submit(event));
		$("#code").addEventListener("input", () => this._look());
		$("#menu").addEventListener("click", () => this._options());
		$("#dialog").addEventListener("click", (event) => event.target.id === "dialog" && this._close());
		$("#keypad").addEventListener("click", (event) => {
			const button = event.target.closest("button");
			if (button) this._key(button.dataset.key || button.textContent);
		});
		document.addEventListener("keydown", (event) => this._keyDown(event));
		// A page that is turned, or whose keyboard opens, has another shape.
		window.addEventListener("resize", () => $("#play").hidden || this.show());
		setInterval(() => this._tick(), 200);
	}

	// Joining

	form(code, name, trouble) {
		$("#play").hidden = true;
		$("#join").hidden = false;
		$("#code").value = code;
		$("#name").value = name;
		say($("#trouble"), trouble);
		this._look();
		$(code ? "#name" : "#code").focus();
	}

	// Ask at the door whose code is typed.
	async _look() {
		const code = $("#code").value.trim();
		const profiles = $("#profiles");
		this._profile = null;
		profiles.hidden = true;
		if (!/^[0-9]{4,6}$/.test(code)) {
			say($("#room"), texts.codeWanted);
			return;
		}
		say($("#room"), texts.asking);
		let door;
		try {
			door = await this._acts.door(code);
		} catch (_) {
			say($("#room"), texts.noHost);
			return;
		}
		if (code !== $("#code").value.trim()) return;
		if (door.closed) {
			say($("#room"), texts.closed(door.closed));
			return;
		}
		say($("#room"), `${texts.game(code, door.name)} · ${texts.here(door.here || 0)}`);
		const known = door.profiles || [];
		while (profiles.children.length > 1) profiles.lastChild.remove();
		for (const profile of known) {
			const button = make("button", { type: "button", textContent: profile.name });
			button.addEventListener("click", () => {
				this._profile = this._profile === profile.id ? null : profile.id;
				for (const one of profiles.querySelectorAll("button")) {
					one.setAttribute("aria-pressed", String(one === button && this._profile !== null));
				}
				if (this._profile !== null) $("#name").value = profile.name;
			});
			profiles.append(button);
		}
		profiles.hidden = !known.length;
	}

	_submit(event) {
		event.preventDefault();
		const code = $("#code").value.trim();
		if (!/^[0-9]{4,6}$/.test(code)) {
			say($("#trouble"), texts.codeWanted);
			return;
		}
		this._acts.join(code, $("#name").value.trim(), this._profile);
	}

	// Playing

	// Show everything as it is now.
	show() {
		const { state, reason } = this._connection;
		if (state === Link.ENDED && ($("#play").hidden || REJOIN.includes(reason))) {
			this._acts.again(texts.closed(reason));
			return;
		}
		if (!this._seat.name) {
			// The form still shows; when this is told again, an attempt has failed.
			if (state === Link.JOINING) say($("#trouble"), this._tried ? texts.noHost : texts.joining);
			this._tried = state === Link.JOINING;
			return;
		}
		if ($("#play").hidden) {
			$("#join").hidden = true;
			$("#play").hidden = false;
			document.activeElement.blur();
			this._sheet.fit();
		}
		const view = this._view();
		const play = $("#play");
		const lost = state === Link.LOST || state === Link.JOINING;
		const still = this._seat.step !== Step.QUESTION; // the clock stands
		play.className = [view.name, this._left && "left", lost && "lost", still && "still"].filter(Boolean).join(" ");
		this._fitTop();
		this._head(view, lost);
		this._foot(view.buttons, view.note || "", lost);
		$("#keypad .primary").disabled = !this._seat.typed || (lost && view.name === "asking");
		this._sheet.enabled = view.pen === true;
		const layout = `${view.name} ${this._left}`;
		if (layout !== this._shown) {
			this._shown = layout;
			this._sheet.whole = view.name === "asking";
			this._fit($("#question"));
			this._sheet.fit();
		}
		this._sheet.show();
		this._onSheet(view);
	}

	// What is on the screen, by the state of the seat.
	_view() {
		const { _seat: seat, _connection: connection } = this;
		const b = texts.buttons;
		if (connection.state === Link.ENDED) {
			const { reason } = connection;
			const elsewhere = reason === Reason.ELSEWHERE;
			const ended = reason === Reason.ENDED;
			const reload = reason === Reason.OLD_CLIENT || reason === Reason.MALFORMED;
			const act = reload ? () => location.reload() : () => this._acts.again("");
			const text = elsewhere ? b.playHere : reload ? b.reload : ended ? b.joinAnother : b.joinAgain;
			return {
				name: "plain",
				words: texts.closed(reason),
				buttons: [{ text, primary: true, act: elsewhere ? () => this._acts.resume() : act }],
			};
		}
		if (seat.stage === "paused") return { name: "plain", words: texts.paused, hint: texts.pausedHint, buttons: [] };
		switch (seat.step) {
			case Step.LOBBY:
				return this._lobby();
			case Step.TURN:
				return { name: "plain", words: texts.turn(seat.turn), hint: seat.turn ? texts.turnHint : "", buttons: [] };
			case Step.FINISHED:
				return this._finished();
			case Step.ASKING:
				return {
					name: "asking",
					question: ["", seat.typed],
					words: texts.what,
					hint: texts.read(seat.asked.read),
					buttons: [{ text: b.neverMind, tells: true, act: () => seat.neverMind() }],
				};
			case Step.UNSURE:
				return {
					name: "write",
					pen: true,
					mark: "unsure",
					words: texts.unsure,
					hint: texts.unsureHint,
					buttons: [
						...seat.offered.map((text) => ({ text, choice: true, act: () => seat.choose(text) })),
						{ text: b.other, act: () => this._useKeys(true) },
					],
				};
			case Step.VERDICT:
				return this._verdict(seat.verdict);
			default:
				return this._question();
		}
	}

	_lobby() {
		const { _seat: seat } = this;
		const b = texts.buttons;
		const buttons = [{ text: b.changeName, tells: true, act: () => this._rename() }];
		if (seat.rules.own_levels) buttons.push({ text: texts.level(seat.level), tells: true, act: () => this._levels() });
		return {
			name: "write",
			pen: true,
			words: texts.youAreIn(seat.name),
			hint: `${texts.startsSoon(seat.rules.game)} ${texts.tag}`,
			buttons,
			note: texts.here(seat.here),
		};
	}

	_question() {
		const { _seat: seat } = this;
		const b = texts.buttons;
		const question = [seat.question.text || "", this._keys ? seat.typed : ""];
		const view = { name: this._keys ? "keys" : "write", pen: true, question, buttons: [] };
		if (!seat.question.text) view.words = texts.bigScreen;
		if (seat.hint) Object.assign(view, { words: texts.hint, hint: seat.hint });
		if (seat.praise && !seat.hand && !seat.strokes.length) {
			Object.assign(view, { mark: "right", outcome: "right", words: texts.outcome(seat.praise) });
			view.more = texts.seconds(seat.praise.seconds || 0);
		}
		if (this._keys) {
			view.pen = false;
			view.buttons = [{ text: b.pen, act: () => this._useKeys(false) }];
		} else {
			const empty = !seat.strokes.length && !seat.hand;
			view.buttons = [
				{ text: b.undo, icon: "undo", disabled: empty, act: () => seat.undo() },
				{ text: b.clear, icon: "clear", disabled: empty, act: () => seat.clear() },
				{ text: b.done, icon: "right", primary: true, disabled: empty, act: () => seat.done() },
			];
		}
		return view;
	}

	_verdict(verdict) {
		const { _seat: seat } = this;
		const b = texts.buttons;
		const wrong = verdict.outcome === "wrong" || verdict.outcome === "late";
		const shown = verdict.solved && verdict.outcome !== "right";
		const buttons = [];
		if (verdict.else) buttons.push({ text: b.somethingElse, tells: true, act: () => seat.somethingElse() });
		if (verdict.stays) buttons.push({ text: b.next, primary: true, tells: true, act: () => seat.goOn() });
		const read = seat.strokes.length ? texts.read : texts.typed;
		const said = (verdict.misread ? texts.youWrote : read)(verdict.given);
		return {
			name: "write",
			pen: true,
			outcome: verdict.misread ? "misread" : verdict.outcome,
			mark: MARKS[verdict.misread ? "misread" : verdict.outcome],
			question: shown ? solvedParts(verdict) : [seat.question.text || "", ""],
			words: texts.outcome(verdict),
			more: verdict.outcome === "right" && !verdict.misread ? texts.seconds(verdict.seconds || 0) : said,
			hint: verdict.stays && wrong ? texts.stays : "",
			strike: wrong && seat.strokes.length > 0,
			buttons,
		};
	}

	_finished() {
		const { _seat: seat } = this;
		const { result } = seat;
		const place = texts.place(result.place || 0, result.players || 0);
		const scored = texts.result({ right: result.right || 0, score: result.score || 0 });
		const today = texts.today(result.today || 0, result.of_today || 0);
		return {
			name: "plain",
			question: ["", place],
			words: seat.stage === "over" ? texts.over : texts.done,
			more: today,
			hint: `${scored}. ${texts.bigScreen}`,
			buttons: [],
		};
	}

	_top() {
		const { _seat: seat } = this;
		const { goal = 0, position = 0 } = seat.question;
		const inMatch = seat.round > 0;
		const boxes = inMatch && goal > 0 && goal <= MOST_BOXES && !this._narrow;
		const title = $("#title");
		say(title, !inMatch ? texts.room(this._code) : texts.position(position, goal));
		title.hidden = boxes;
		const progress = $("#progress");
		const kinds = [];
		for (let at = 1; boxes && at <= goal; at++) {
			kinds.push(seat.outcomes[at] || (at === position ? "now" : at < position ? "past" : "next"));
		}
		if (progress.dataset.kinds !== kinds.join()) {
			progress.dataset.kinds = kinds.join();
			progress.hidden = !boxes;
			const right = kinds.filter((kind) => kind === "right").length;
			progress.setAttribute("aria-label", texts.progress(position, goal, right));
			fill(
				progress,
				kinds.map((kind) => make("li", { className: kind }, MARKS[kind] ? [icon(MARKS[kind])] : [])),
			);
		}
		const { score = 0, streak = 0, place = 0, players = 0 } = seat.standing;
		const standing = [];
		if (inMatch) {
			if (streak > 1) standing.push(make("span", { className: "streak" }, [`${texts.streak} `, tally(streak)]));
			const held = texts.place(place, players);
			if (held) standing.push(make("span", { className: "place", textContent: held }));
			standing.push(make("span", {}, [make("i", { textContent: `${texts.points} ` }), make("b", { textContent: score })]));
		}
		const key = `${inMatch} ${score} ${streak} ${place} ${players}`;
		if (this._standing !== key) {
			this._standing = key;
			fill($("#standing"), standing);
		}
	}

	// Leave out of the top line what it has no room for: first how the player stands, then the boxes.
	_fitTop() {
		const header = $("#play header");
		const fits = () => header.scrollWidth <= header.clientWidth;
		this._narrow = false;
		header.classList.remove("narrow");
		this._top();
		if (!fits()) header.classList.add("narrow");
		if (fits()) return;
		this._narrow = true;
		this._top();
	}

	_head(view, lost) {
		let { words = "", more = "", hint = "", mark = "" } = view;
		if (lost) {
			const answers = [Step.QUESTION, Step.UNSURE].includes(this._seat.step);
			[words, more, hint] = [answers ? texts.lost : texts.lostElsewhere, texts.again, ""];
			mark = "lost";
		}
		const head = $("#head");
		const [text, answer, rest = ""] = view.question || ["", ""];
		head.className = lost ? "lost" : `${view.outcome || ""} ${view.outcome && answer ? "solved" : ""}`;
		const question = $("#question");
		const before = head.textContent;
		say(question.children[0], text);
		say(question.children[1], answer);
		say(question.children[2], rest);
		say($("#words strong"), words);
		say($("#words span"), more);
		say($("#hint"), hint);
		question.classList.toggle("empty", !text && !answer && view.name !== "asking");
		if (before !== head.textContent || this._fitted !== window.innerWidth) this._fit(question);
		const shape = $("#mark");
		shape.style.display = mark ? "" : "none";
		shape.setAttribute("class", lost ? "lost" : view.outcome || mark);
		shape.firstElementChild.setAttribute("href", symbol(mark || "right"));
	}

	// A long question is made smaller until it fits.
	_fit(question) {
		this._fitted = window.innerWidth;
		question.style.fontSize = "";
		const size = parseFloat(getComputedStyle(question).fontSize);
		const share = question.clientWidth / Math.max(1, question.scrollWidth);
		if (share < 1) question.style.fontSize = `${Math.floor(size * share)}px`;
	}

	// Buttons whose act only tells the host something do nothing while the connection is lost.
	_foot(wanted, note, lost) {
		const footer = $("footer");
		const buttons = wanted.map((one) => Object.assign({}, one, { disabled: one.disabled || (lost && one.tells) }));
		const key = JSON.stringify([buttons, note]);
		this._buttons = buttons;
		if (footer.dataset.key === key) return;
		const same = footer.dataset.texts === buttons.map(({ text }) => text).join();
		footer.dataset.key = key;
		footer.dataset.texts = buttons.map(({ text }) => text).join();
		if (same && !note) {
			[...footer.children].forEach((button, at) => (button.disabled = Boolean(buttons[at].disabled)));
			return;
		}
		fill(footer, [
			...buttons.map(({ text, icon: name, primary, choice, disabled }, at) => {
				const button = make("button", { disabled: Boolean(disabled) }, [...(name ? [icon(name)] : []), text]);
				button.className = primary ? "primary" : choice ? "choice" : "";
				button.addEventListener("click", () => this._buttons[at] && this._buttons[at].act());
				return button;
			}),
			...(note ? [make("p", { textContent: note })] : []),
		]);
	}

	// The reading below the ink, and what strikes it out.
	_onSheet(view) {
		const { _seat: seat } = this;
		const bounds = view.name === "write" && seat.round > 0 ? this._sheet.bounds() : null;
		const reading = $("#reading");
		const strike = $("#strike");
		const text = bounds && seat.step !== Step.UNSURE ? seat.reading : "";
		say(reading, text);
		reading.hidden = !text;
		strike.hidden = !(bounds && view.strike);
		if (!bounds) return;
		const area = $("#squares").getBoundingClientRect();
		const top = Math.min(bounds.bottom + 12, area.height - 44);
		place(reading, bounds.left, top, bounds.right - bounds.left);
		place(strike, bounds.left - 12, (bounds.top + bounds.bottom) / 2, bounds.right - bounds.left + 24);
	}

	// The line in the margin is the clock that everybody has together.
	_tick() {
		const { left = -1, leftAt = 0, stage } = this._seat;
		const clock = $("#clock");
		clock.classList.toggle("timed", left >= 0);
		if (left < 0) {
			this._longest = 0;
			clock.firstElementChild.style.height = "";
			return;
		}
		this._longest = Math.max(this._longest, left);
		const now = stage === "playing" ? Math.max(0, left - (performance.now() - leftAt)) : left;
		clock.firstElementChild.style.height = `${(100 * now) / this._longest}%`;
	}

	// Keys

	_useKeys(keys) {
		this._keys = keys;
		if (!keys && this._seat.typed) this._seat.type("");
		if (keys && this._seat.step === Step.UNSURE) this._seat.type("");
		this.show();
	}

	_keyDown(event) {
		if (event.key === "Escape") this._close();
		if ($("#play").hidden || !$("#dialog").hidden || event.ctrlKey || event.metaKey || event.altKey) return;
		const digit = /^[0-9]$/.test(event.key);
		// Enter is for what is typed now, and not for the button that was pressed last.
		if (digit) document.activeElement.blur();
		if (digit) this._key(event.key);
		else if (event.key === "Backspace") this._key("back");
		else if (event.key === "Enter" && !event.target.closest("button")) this._enter();
		else return;
		event.preventDefault();
	}

	_enter() {
		const { _seat: seat } = this;
		if (seat.step === Step.VERDICT && seat.verdict.stays) seat.goOn();
		else this._key("enter");
	}

	_key(key) {
		const { _seat: seat } = this;
		const asking = seat.step === Step.ASKING;
		if (!asking && seat.step !== Step.QUESTION && seat.step !== Step.UNSURE) return;
		if (key === "enter") {
			if (asking && seat.typed && this._connection.open) seat.wroteElse();
			else if (!asking && (seat.typed || seat.strokes.length)) seat.done();
			return;
		}
		if (key === "back" && !seat.typed) return;
		const text = key === "back" ? seat.typed.slice(0, -1) : seat.typed + key;
		if (asking) {
			seat.typeElse(text);
		} else {
			this._keys = true;
			seat.type(text);
		}
	}

	// Options

	_options() {
		const { _seat: seat } = this;
		const b = texts.buttons;
		const rows = [[b.back, () => {}, true]];
		if ([Step.QUESTION, Step.UNSURE, Step.VERDICT].includes(seat.step)) {
			rows.push([this._keys ? b.pen : b.keys, () => this._useKeys(!this._keys)]);
		}
		if (seat.step === Step.QUESTION && this._connection.open) rows.push([b.pass, () => seat.pass()]);
		rows.push([this._left ? b.right : b.left, () => this._changeHands()]);
		const root = document.documentElement;
		if (document.fullscreenElement) rows.push([b.small, () => document.exitFullscreen()]);
		else if (root.requestFullscreen) rows.push([b.full, () => root.requestFullscreen().catch(() => {})]);
		rows.push([b.leave, () => this._acts.leave()]);
		const buttons = rows.map(([text, act, primary]) => {
			const button = make("button", { textContent: text, className: primary ? "primary" : "" });
			button.addEventListener("click", () => {
				this._close();
				act();
			});
			return button;
		});
		this._open(texts.options, buttons, buttons[0]);
	}

	_changeHands() {
		this._left = !this._left;
		keep("left", this._left ? "1" : "0");
		this.show();
	}

	_rename() {
		const b = texts.buttons;
		const input = make("input", { value: this._seat.name, maxLength: 24, autocomplete: "off" });
		const form = make("form", {}, [
			make("label", {}, [texts.yourName, input]),
			make("button", { className: "primary", textContent: b.changeName }),
		]);
		form.addEventListener("submit", (event) => {
			event.preventDefault();
			this._seat.rename(input.value.trim());
			this._close();
		});
		this._open(b.changeName, [form], input);
	}

	_levels() {
		const levels = Array.from({ length: 10 }, (_, at) => {
			const button = make("button", { textContent: texts.level(at + 1) });
			button.setAttribute("aria-pressed", String(at + 1 === this._seat.level));
			button.addEventListener("click", () => {
				this._close();
				this._seat.atLevel(at + 1);
			});
			return button;
		});
		this._open(texts.levels, levels, levels[this._seat.level - 1]);
	}

	_open(label, children, first) {
		const dialog = $("#dialog");
		dialog.setAttribute("aria-label", label);
		fill(dialog.firstElementChild, children);
		dialog.hidden = false;
		$("#play").inert = true;
		first.focus();
	}

	_close() {
		if ($("#dialog").hidden) return;
		$("#dialog").hidden = true;
		$("#play").inert = false;
		$("#menu").focus();
	}

	set code(code) {
		this._code = code;
	}
}

// The solved sum in three parts: what is printed, the answer, and what is printed after it.
function solvedParts({ question = "", solved }) {
	const [before, after] = question.split("?");
	if (after === undefined) {
		const [left, right] = solved.split("=");
		return [`${left.trim()} =`, right.trim()];
	}
	return [before.trim(), solved.slice(before.length, solved.length - after.length), after.trim()];
}

function place(element, left, top, width) {
	Object.assign(element.style, { left: `${left}px`, top: `${top}px`, width: `${Math.max(24, width)}px` });
}

// Strokes, the fifth of which crosses four.
function tally(count) {
	if (count > 15) return make("b", { textContent: count });
	const strokes = Array.from({ length: count }, (_, at) => make("i", { className: at % 5 === 4 ? "fifth" : "" }));
	const list = make("span", { className: "tally" }, strokes);
	list.setAttribute("role", "img");
	list.setAttribute("aria-label", texts.streakOf(count));
	return list;
}
