// The map of the class's facts: dark where most are quick, red where most was missed.

import { $, fill, make, say } from "/pad/elements.js";
import { fact, texts } from "./texts.js";

const LAST_ROW = 12;
const NUMBERS = Array.from({ length: LAST_ROW + 1 }, (_, at) => at);
// As the game itself shades facts: seconds that a usual one takes to think, and shares of it.
const PAR = 4;
const QUICK = 0.5;
const SLOW = 1.5;
const KNOWN = 0.8; // of the answers are right

// "56÷7" has the place of the product that it undoes: row 7, column 8.
function place(key) {
	const [, left, sign, right] = /^(\d+)([+−×÷])(\d+)$/.exec(key);
	const [a, b] = [Number(left), Number(right)];
	if (sign === "−") return [sign, b, a - b];
	if (sign === "÷") return [sign, b, a / b];
	return [sign, a, b];
}

function shade({ asked, missed, thinking }) {
	const right = asked - missed;
	if (!right || right < KNOWN * asked || thinking > SLOW * PAR) return "not-yet";
	return thinking <= QUICK * PAR ? "quick" : "good";
}

export class Facts {
	constructor(classroom) {
		this._classroom = classroom;
		this._chosen = ""; // the operation that the teacher has chosen
		this._line = -1; // the number whose facts are told
		say($("#facts-title"), texts.facts);
		fill(
			$("#signs"),
			Object.entries(texts.operations).map(([sign, name]) => {
				const button = make("button", { textContent: sign });
				button.setAttribute("aria-label", name);
				button.addEventListener("click", () => {
					this._chosen = sign;
					this._line = -1;
					this.show();
				});
				return button;
			}),
		);
		fill(
			$("#shades"),
			Object.entries(texts.shades).map(([kind, word]) => make("span", {}, [make("i", { className: kind }), word])),
		);
		this._cells = this._grid();
	}

	_grid() {
		const cells = new Map();
		const head = (number) => {
			const button = make("button", { type: "button", textContent: number });
			button.addEventListener("click", () => {
				this._line = this._line === number ? -1 : number;
				this.show();
			});
			return button;
		};
		const rows = NUMBERS.map((row) => {
			const columns = NUMBERS.map((column) => {
				const cell = make("td", { className: "new" });
				cells.set(`${row} ${column}`, cell);
				return cell;
			});
			return make("tr", {}, [make("th", { scope: "row" }, [head(row)]), ...columns]);
		});
		const foot = NUMBERS.map((column) => make("th", { scope: "col" }, [head(column)]));
		fill($("#map"), [
			make("tbody", {}, rows),
			make("tfoot", {}, [make("tr", {}, [make("td", { className: "corner" }), ...foot])]),
		]);
		return cells;
	}

	show() {
		const placed = this._classroom.facts.map((one) => Object.assign({ missed: 0, thinking: 0, at: place(one.key) }, one));
		const asked = (sign) => placed.filter(({ at }) => at[0] === sign).reduce((sum, one) => sum + one.asked, 0);
		const signs = Object.keys(texts.operations);
		const most = signs.reduce((best, sign) => (asked(sign) > asked(best) ? sign : best), "×");
		const sign = this._chosen || most;
		[...$("#signs").children].forEach((button, at) => {
			button.setAttribute("aria-pressed", String(signs[at] === sign));
		});
		const shown = placed.filter(({ at }) => at[0] === sign);
		const missed = [...shown].filter((one) => one.missed).sort((a, b) => b.missed - a.missed);
		const key = JSON.stringify([sign, this._line, shown]);
		if (this._key === key) return;
		this._key = key;
		const worst = missed.slice(0, 3);
		const inMap = new Map(shown.map((one) => [`${one.at[1]} ${one.at[2]}`, one]));
		for (const [spot, cell] of this._cells) {
			const one = inMap.get(spot);
			cell.className = one ? `${shade(one)} ${worst.includes(one) ? "most" : ""}` : "new";
			const [row, column] = spot.split(" ").map(Number);
			cell.classList.toggle("told", this._line === row || this._line === column);
			const words = one ? texts.cell(fact(one.key), one) : "";
			cell.title = words;
			if (words) cell.setAttribute("aria-label", words);
			else cell.removeAttribute("aria-label");
		}
		say($("#most"), this._words(shown, missed, inMap));
	}

	_words(shown, missed, inMap) {
		if (!shown.length) return texts.noFacts;
		if (this._line >= 0) {
			const line = shown.filter(({ at }) => at[1] === this._line || at[2] === this._line);
			const asked = line.reduce((sum, one) => sum + one.asked, 0);
			return texts.line(this._line, asked, line.filter((one) => one.missed).map((one) => one.key));
		}
		const small = shown.some(({ at }) => this._cells.has(`${at[1]} ${at[2]}`));
		const words = missed.length ? texts.mostMissed(missed.slice(0, 3).map((one) => one.key)) : texts.noneMissed;
		return small || !inMap.size ? words : `${texts.beyond} ${words}`;
	}
}
