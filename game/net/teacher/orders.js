// What the teacher orders for the whole class, and how the next match is played.

import { Link } from "/pad/connection.js";
import { $, fill, make, say } from "/pad/elements.js";
import { symbol } from "/pad/symbols.js";
import { rulesOf } from "./classroom.js";
import { GAMES, LENGTHS, LEVELS, texts } from "./texts.js";

const AGAIN_MS = 5000;
const TELL_MS = 6000;

// A button whose order takes something away: it must be pressed a second time. `words` and `again` are
// functions, because they may name somebody.
export class Twice {
	constructor(button, words, again, act) {
		Object.assign(this, { _button: button, _words: words, _again: again, _timer: 0 });
		button.addEventListener("click", () => {
			if (!this._timer) {
				this._timer = setTimeout(() => this.forget(), AGAIN_MS);
				this.show();
				return;
			}
			this.forget();
			act();
		});
	}

	forget() {
		clearTimeout(this._timer);
		this._timer = 0;
		this.show();
	}

	show() {
		say(this._button, this._timer ? this._again() : this._words());
		this._button.classList.toggle("again", Boolean(this._timer));
	}
}

export class Orders {
	// `order` sends a message; `table` saves the table of answers, and rejects if it cannot.
	constructor(classroom, order, table) {
		Object.assign(this, { _classroom: classroom, _order: order, _telling: 0 });
		const ask = (what) => order({ type: "order", ask: what });
		$("#go").addEventListener("click", () => ask(this._go()[1]));
		$("#lock-room").addEventListener("click", () => {
			this.tell(classroom.locked ? texts.unlocked : texts.locked);
			ask(classroom.locked ? "unlock" : "lock");
		});
		$("#table").addEventListener("click", () => {
			table().then(
				() => this.tell(texts.saved),
				() => this.tell(texts.notSaved),
			);
		});
		$("#skip").addEventListener("click", () => {
			ask("next");
			this.tell(texts.skipped);
		});
		this._twice = [
			new Twice($("#finish"), () => texts.finish, () => texts.finishAgain, () => ask("finish")),
			new Twice($("#end"), () => texts.end, () => texts.endAgain, () => ask("end")),
		];
		// Unlike the other rules, this one may change during a match.
		$("#late").addEventListener("change", ({ target }) => ask(target.checked ? "late" : "punctual"));
		say($("#late-words"), texts.fields.late);
		say($("#table span"), texts.table);
		say($("#skip"), texts.skip);
		say($("#game-title"), texts.game);
		$("#rules").addEventListener("submit", (event) => event.preventDefault());
		$("#rules").addEventListener("change", (event) => this._choose(event.target));
	}

	// Say something for a moment.
	tell(text) {
		clearTimeout(this._telling);
		say($("#said"), text);
		this._telling = setTimeout(() => say($("#said"), ""), TELL_MS);
	}

	_go() {
		switch (this._classroom.stage) {
			case "playing":
				return [texts.pause, "pause", "pause"];
			case "paused":
				return [texts.resume, "resume", "play"];
			case "over":
				return [texts.startNext, "start", "play"];
			default:
				return [texts.start, "start", "play"];
		}
	}

	show(state) {
		const { code, name, stage, locked, rules, exercises, here, rows, playing } = this._classroom;
		say($("#title"), texts.room(code, name));
		document.title = texts.room(code, name);
		const trouble = { [Link.JOINING]: texts.opening, [Link.LOST]: texts.lost }[state];
		fillLines($("#about"), trouble ? [trouble] : [texts.plays(rules, exercises), texts.here(stage, here, rows.size - here)]);
		const [words, , shape] = this._go();
		say($("#go span"), words);
		$("#go use").setAttribute("href", symbol(shape));
		$("#go").disabled = !rows.size;
		say($("#lock-room span"), locked ? texts.unlock : texts.lock);
		$("#skip").hidden = $("#finish").hidden = !playing;
		$("#skip").disabled = stage === "paused";
		$("#rules").hidden = playing;
		// Between matches the choice of the game comes first, during a match the map of facts.
		const aside = $("#aside");
		const first = playing ? $("#facts") : $("#game");
		if (first.compareDocumentPosition(playing ? $("#game") : $("#facts")) & Node.DOCUMENT_POSITION_PRECEDING) {
			aside.insertBefore(first, playing ? $("#game") : $("#facts"));
		}
		$("#late").checked = rules.late;
		for (const twice of this._twice) twice.show();
	}

	// The rules have changed, or this page sees them for the first time.
	changeRules() {
		const { rules, exercises } = this._classroom;
		const { fields } = texts;
		const key = JSON.stringify([rules, exercises]);
		if (this._rules === key) return;
		this._rules = key;
		const focused = document.activeElement && document.activeElement.id;
		const questions = [
			make("optgroup", { label: texts.levels }, [
				...LEVELS.map((_, at) => option(`level-${at + 1}`, texts.level(at + 1))),
				option("own", texts.own),
			]),
		];
		if (rules.game === "race") questions.unshift(option("daily", texts.daily));
		if (exercises.length) {
			const own = exercises.map(({ id, name }) => option(`exercise-${id}`, name));
			questions.push(make("optgroup", { label: texts.exercises }, own));
		}
		const lengths = [...new Set([...LENGTHS[rules.game], rules.length])].sort((a, b) => a - b);
		const teams = [2, 3, 4, 5, 6, 7, 8];
		fill($("#rules"), [
			field(fields.game, "rules-game", Object.entries(GAMES).map(([value, text]) => option(value, text)), rules.game),
			make("p", { textContent: texts.how(rules) }),
			field(fields.questions, "rules-questions", questions, questionsOf(rules)),
			...(rules.daily
				? [box(fields.named, "rules-named", rules.named)]
				: [
						field(
							fields.length,
							"rules-length",
							lengths.map((length) => option(String(length), texts.lengthOf(rules.game, length))),
							String(rules.length),
						),
					]),
			...(rules.game === "teams"
				? [field(fields.teams, "rules-teams", teams.map((count) => option(String(count), String(count))), String(rules.teams))]
				: []),
			box(fields.on_pad, "rules-on_pad", rules.question_on_pad),
		]);
		if (focused && focused.startsWith("rules-") && $(`#${focused}`)) $(`#${focused}`).focus();
	}

	_choose({ id, value, checked }) {
		const rules = rulesOf(this._classroom.rules);
		switch (id) {
			case "rules-game":
				rules.game = value;
				if (!LENGTHS[value].includes(rules.length)) rules.length = LENGTHS[value][value === "practice" ? 0 : 1];
				break;
			case "rules-questions":
				rules.daily = value === "daily";
				rules.own_levels = value === "own";
				rules.exercise = value.startsWith("exercise-") ? Number(value.slice(9)) : 0;
				if (value.startsWith("level-")) rules.level = Number(value.slice(6));
				break;
			case "rules-length":
				rules.length = Number(value);
				break;
			case "rules-teams":
				rules.teams = Number(value);
				break;
			case "rules-named":
				rules.named = checked;
				break;
			case "rules-on_pad":
				rules.question_on_pad = checked;
				break;
		}
		// The host says these rules back, perhaps after the next choice is made.
		this._classroom.rules = rules;
		this._order(Object.assign({ type: "rules" }, rules));
	}
}

function questionsOf(rules) {
	if (rules.daily) return "daily";
	if (rules.exercise) return `exercise-${rules.exercise}`;
	return rules.own_levels ? "own" : `level-${rules.level}`;
}

const option = (value, textContent) => make("option", { value, textContent });

function field(words, id, options, value) {
	const select = make("select", { id }, options);
	select.value = value;
	return make("div", { className: "field" }, [make("label", { htmlFor: id, textContent: words }), select]);
}

const box = (words, id, checked) => make("label", { className: "box" }, [make("input", { type: "checkbox", id, checked }), words]);

function fillLines(element, lines) {
	const key = lines.join("\n");
	if (element.dataset.key === key) return;
	element.dataset.key = key;
	fill(
		element,
		lines.map((textContent) => make("span", { textContent })),
	);
}
