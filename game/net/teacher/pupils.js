// The table of players, those who are stuck, and the one whom the teacher has chosen.

import { $, fill, icon, make, say } from "/pad/elements.js";
import { UNIT } from "/pad/ink.js";
import { Twice } from "./orders.js";
import { fact, texts } from "./texts.js";

// How to sort by a column, the most interesting first. Without one, those who need help come first.
const SORTS = {
	name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }),
	right: (a, b) => b.right - a.right,
	wrong: (a, b) => b.wrong - a.wrong,
	misread: (a, b) => b.misread - a.misread,
	thinking: (a, b) => b.thinking - a.thinking,
};
const COLUMNS = ["name", "now", "right", "wrong", "misread", "thinking", "missed"];
const SHAPES = { late: "wrong", beaten: "passed", void: "passed" };
const SIGNED = ["right", "wrong", "misread", "passed", "unsure", "lost"];
const MOVE_MS = 3000; // rows change place so often at most
const POINTED_MS = 2000; // … and not under a pointer that has just moved
const WIDE = 116;
const HIGH = 36;

// What a pupil's sheet shows now: the name of a sign, or "" while they write.
function signOf(one) {
	if (!one.here) return "lost";
	if (one.need === "stuck") return "stuck";
	if (one.doing === "unsure" || one.doing === "asked") return "unsure";
	if (one.doing === "done") return "done";
	if (one.doing === "shown" && one.latest.length) return one.latest[0].misread ? "misread" : one.latest[0].outcome;
	return "";
}

export class Pupils {
	// `order` sends a message; `tell` says something for a moment.
	constructor(classroom, order, tell) {
		Object.assign(this, { _classroom: classroom, _sort: "", _chosen: -1 });
		this._movedAt = this._pointedAt = -MOVE_MS;
		this._lines = new Map(); // by seat
		this._head();
		const ask = (what, seat) => order({ type: "order", ask: what, seat });
		this._passes = (seat) => {
			const { name } = classroom.seat(seat);
			ask("pass", seat);
			tell(texts.passed(name));
		};
		this._hints = (seat) => {
			const { name } = classroom.seat(seat);
			ask("hint", seat);
			tell(texts.hinted(name));
		};
		$("#pass").addEventListener("click", () => this._passes(this._chosen));
		$("#hint").addEventListener("click", () => this._hints(this._chosen));
		$("#close").addEventListener("click", () => this._choose(-1));
		const name = () => classroom.seat(this._chosen).name;
		this._remove = new Twice($("#remove"), () => texts.remove(name()), () => texts.removeAgain(name()), () => {
			tell(texts.removed(name()));
			ask("remove", this._chosen);
			this._choose(-1);
		});
		say($("#pass"), texts.pass);
		say($("#hint"), texts.hint);
		say($("#close"), texts.close);
		say($("#stuck-title"), texts.stuck);
		const table = $("#class");
		table.addEventListener("pointermove", () => (this._pointedAt = performance.now()));
		table.addEventListener("keydown", (event) => this._walk(event));
		document.addEventListener("keydown", (event) => event.key === "Escape" && this._choose(-1));
	}

	_head() {
		const cells = COLUMNS.map((column) => {
			const cell = make("th", { className: column, scope: "col" });
			const shape = SIGNED.includes(column) ? [icon(column)] : [];
			const words = make("span", { textContent: texts.columns[column] });
			if (SORTS[column]) {
				const button = make("button", { type: "button" }, [...shape, words]);
				button.addEventListener("click", () => {
					this._sort = this._sort === column ? "" : column;
					this._movedAt = this._pointedAt = -MOVE_MS;
					this.show();
				});
				cell.append(button);
			} else {
				cell.append(words);
			}
			return cell;
		});
		fill($("#class thead tr"), cells);
	}

	show() {
		const seats = this._classroom.seats;
		const there = seats.map((one) => one.seat);
		for (const [seat, line] of this._lines) {
			if (there.includes(seat)) continue;
			line.row.remove();
			this._lines.delete(seat);
		}
		for (const one of seats) {
			if (!this._lines.has(one.seat)) this._lines.set(one.seat, this._line(one.seat));
			this._lines.get(one.seat).show(one, one.seat === this._chosen);
		}
		this._place(seats);
		this._stuck(seats.filter((one) => one.need === "stuck" && one.here));
		this._one();
		COLUMNS.forEach((column, at) => {
			const cell = $("#class thead tr").children[at];
			if (this._sort === column) cell.setAttribute("aria-sort", column === "name" ? "ascending" : "descending");
			else cell.removeAttribute("aria-sort");
		});
		const order = this._sort ? texts.byColumn(texts.columns[this._sort]) : texts.needFirst;
		say($("#order"), seats.length ? order : texts.nobody);
	}

	_line(seat) {
		const line = new Line();
		line.name.addEventListener("click", () => this._choose(this._chosen === seat ? -1 : seat));
		line.row.addEventListener("click", (event) => {
			if (!event.target.closest("button")) this._choose(this._chosen === seat ? -1 : seat);
		});
		$("#class tbody").append(line.row);
		return line;
	}

	// Rows go where they belong, but not so often that nobody can point at them.
	_place(seats) {
		const sorted = this._sort ? [...seats].sort(SORTS[this._sort]) : seats;
		const rows = sorted.map((one) => this._lines.get(one.seat).row);
		const body = $("#class tbody");
		if (rows.every((row, at) => body.children[at] === row)) return;
		const now = performance.now();
		if (now - this._movedAt < MOVE_MS || now - this._pointedAt < POINTED_MS) return;
		this._movedAt = now;
		const focused = document.activeElement;
		body.append(...rows);
		if (focused && body.contains(focused)) focused.focus();
	}

	_stuck(seats) {
		$("#stuck").hidden = !seats.length;
		const list = $("#stuck-list");
		const key = seats.map((one) => `${one.seat} ${one.question}`).join("\n");
		if (list.dataset.key !== key) {
			list.dataset.key = key;
			fill(
				list,
				seats.map((one) => {
					const helps = [
						[texts.hint, texts.hintFor(one.name), this._hints],
						[texts.passShort, texts.passFor(one.name), this._passes],
					].map(([textContent, label, act]) => {
						const button = make("button", { textContent });
						button.setAttribute("aria-label", label);
						button.addEventListener("click", () => act(one.seat));
						return button;
					});
					const name = make("b", { textContent: one.name });
					// Every second another number: not for a screen reader.
					const still = make("span", { className: "still" });
					still.setAttribute("aria-hidden", "true");
					const asked = make("span", { textContent: one.question });
					return make("li", {}, [name, asked, still, make("span", { className: "helps" }, helps)]);
				}),
			);
		}
		seats.forEach((one, at) => say(list.children[at].querySelector(".still"), texts.still(one.still_s)));
	}

	_choose(seat) {
		if (seat === this._chosen) return;
		const before = this._lines.get(this._chosen);
		const within = $("#one").contains(document.activeElement);
		this._chosen = seat;
		this._remove.forget();
		this.show();
		if (seat < 0 && within && before) before.name.focus();
	}

	// What the chosen one did.
	_one() {
		const there = this._classroom.rows.has(this._chosen);
		$("#one").hidden = !there;
		document.body.classList.toggle("chosen", there);
		if (!there) return;
		const one = this._classroom.seat(this._chosen);
		say($("#one-name"), one.name);
		say($("#one-need"), texts.need[one.need](one));
		$("#one-need").className = one.need;
		say($("#one-missed"), texts.missed(one.missed));
		const answers = this._classroom.stage === "playing" && one.question && one.doing !== "shown";
		$("#pass").disabled = $("#hint").disabled = !answers;
		say($("#one-side"), texts.side(one, this._classroom.rules));
		this._remove.show();
		const list = $("#one-written");
		const key = JSON.stringify([one.seat, one.latest]);
		if (list.dataset.key === key) return;
		list.dataset.key = key;
		fill(
			list,
			one.latest.length
				? one.latest.map((each) => {
						const kind = each.misread ? "misread" : each.outcome;
						const mark = make("span", { className: `mark ${kind}` }, [icon(SHAPES[kind] || kind)]);
						const wrote = each.misread && each.given ? texts.misreadWrote(each) : texts.wrote[each.outcome](each);
						return make("li", {}, [mark, make("span", { textContent: `${texts.asked(each)} ${wrote}` })]);
					})
				: [make("li", { textContent: texts.noneWritten })],
		);
	}

	// Arrow keys go from name to name.
	_walk(event) {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (!step) return;
		const names = [...document.querySelectorAll("#class tbody button")];
		const at = names.indexOf(document.activeElement);
		const next = names[at + step];
		if (at < 0 || !next) return;
		event.preventDefault();
		next.focus();
	}
}

// One player's row.
class Line {
	constructor() {
		this.name = make("button", { type: "button", className: "name" });
		this._question = make("span", { className: "question" });
		this._canvas = make("canvas", {});
		this._canvas.setAttribute("role", "img");
		this._sign = make("span", { className: "sign" });
		this._counts = ["right", "wrong", "misread", "thinking", "missed"].map((className) => make("td", { className }));
		const head = make("th", { scope: "row", className: "name" }, [this.name]);
		const now = make("div", {}, [this._question, this._canvas, this._sign]);
		this.row = make("tr", {}, [head, make("td", { className: "now" }, [now]), ...this._counts]);
		this._drawn = null;
	}

	show(one, chosen) {
		say(this.name, one.name);
		this.name.setAttribute("aria-pressed", String(chosen));
		this.row.className = `${chosen ? "chosen" : ""} ${one.here ? "" : "away-player"}`;
		say(this._question, one.question);
		this._draw(one.sheet, one.here && ["wrong", "late"].includes(signOf(one)));
		this._canvas.setAttribute("aria-label", one.sheet.strokes.length ? texts.ink(one.read) : texts.ink(""));
		this._signs(one);
		const [right, wrong, misread, thinking, missed] = this._counts;
		say(right, one.right || texts.none);
		say(wrong, one.wrong || texts.none);
		say(misread, one.misread || texts.none);
		say(thinking, texts.seconds(one.thinking));
		thinking.classList.toggle("slow", one.need === "slow");
		say(missed, one.missed.map(fact).join(", "));
	}

	_signs(one) {
		const kind = signOf(one);
		const words = kind ? texts.sign[kind](one) : "";
		const key = `${kind} ${words}`;
		if (this._sign.dataset.key === key) return;
		this._sign.dataset.key = key;
		this._sign.className = `sign ${kind}`;
		const shape = SHAPES[kind] || kind;
		const shown = kind === "stuck" ? texts.still(one.still_s) : kind === "done" ? words : "";
		fill(this._sign, [
			...(SIGNED.includes(shape) ? [icon(shape)] : []),
			...(shown ? [make("span", { textContent: shown, ariaHidden: "true" })] : []),
			...(words && shown !== words ? [make("span", { className: "unseen", textContent: words })] : []),
		]);
	}

	_draw(sheet, struck) {
		const count = sheet.strokes.reduce((sum, stroke) => sum + stroke.length, 0);
		const scale = window.devicePixelRatio || 1;
		const key = `${count} ${sheet.strokes.length} ${struck} ${scale} ${count ? sheet.strokes[0][0] : ""}`;
		if (this._drawn === key) return;
		this._drawn = key;
		const canvas = this._canvas;
		canvas.width = WIDE * scale;
		canvas.height = HIGH * scale;
		if (!count) return;
		const xs = sheet.strokes.flatMap((stroke) => stroke.map(([x]) => x));
		const ys = sheet.strokes.flatMap((stroke) => stroke.map(([, y]) => y));
		const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
		const edge = 4;
		// Small ink stays small: a dot is no zero.
		const size = Math.min((HIGH - 2 * edge) / Math.max(bottom - top, UNIT / 4), (WIDE - 2 * edge) / Math.max(right - left, 1));
		const pen = canvas.getContext("2d");
		pen.scale(scale, scale);
		pen.translate(edge, HIGH / 2);
		pen.strokeStyle = getComputedStyle(canvas).color;
		pen.lineWidth = 2.4;
		pen.lineCap = pen.lineJoin = "round";
		for (const stroke of sheet.strokes) {
			pen.beginPath();
			for (const [x, y] of [stroke[0], ...stroke]) pen.lineTo((x - left) * size, (y - (top + bottom) / 2) * size);
			pen.stroke();
		}
		if (!struck) return;
		pen.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--accent");
		pen.beginPath();
		pen.moveTo(-2, 4);
		pen.lineTo((right - left) * size + 2, -3);
		pen.stroke();
	}
}
