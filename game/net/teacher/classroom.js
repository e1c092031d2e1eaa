// What the teacher's page knows of a room: who is there, what lies on their sheets, how they get on.
//
// Messages in, values out; nothing here touches the page. A room is told whole at first, and whenever this
// page has missed something; in between come changes.

import { unpacked } from "/pad/ink.js";

// Fields that have their default are not sent.
const ROW = { here: true, doing: "waiting", question: "", position: 0, right: 0, slips: 0, team: 0, level: 0 };
const PUPIL = {
	need: "none",
	here: true,
	right: 0,
	wrong: 0,
	misread: 0,
	unsure: 0,
	position: 0,
	thinking: 0,
	question: "",
	still_s: 0,
	missed: [],
	latest: [],
};
const RULES = {
	game: "race",
	level: 1,
	length: 10,
	own_levels: false,
	question_on_pad: true,
	late: true,
	teams: 2,
	exercise: 0,
	daily: false,
	named: false,
};

// How to play, with every field.
export const rulesOf = (rules) => Object.assign({}, RULES, rules);

export class Classroom {
	constructor() {
		this.code = "";
		this.name = "";
		this.stage = "lobby";
		this.locked = false;
		this.rules = rulesOf({});
		this.exercises = [];
		this.facts = [];
		this.board = { players: 0, best: [] }; // of the day, over all rooms
		this.rows = new Map(); // by seat, as everybody may see it
		this.pupils = new Map(); // by seat, as only the teacher does
		this.order = []; // seats, those who need help first
		this.sheets = new Map(); // by seat: strokes of points, and whether the last one is being drawn
		this.read = new Map(); // by seat, what the net reads there
	}

	hear(message) {
		switch (message.type) {
			case "room":
				this._show(message);
				break;
			case "changed":
				for (const row of message.rows) this.rows.set(row.seat, Object.assign({}, ROW, row));
				break;
			case "gone":
				for (const each of [this.rows, this.pupils, this.sheets, this.read]) each.delete(message.seat);
				this.order = this.order.filter((seat) => seat !== message.seat);
				break;
			case "live":
				for (const piece of message.pieces) this._write(piece);
				break;
			case "laid":
				this._lay(message.seat, message.ink || []);
				break;
			case "read":
				this.read.set(message.seat, message.text);
				break;
			case "progress":
				this.pupils = new Map(message.pupils.map((one) => [one.seat, Object.assign({}, PUPIL, one)]));
				this.order = message.pupils.map((one) => one.seat);
				this.facts = message.facts || [];
				break;
			case "board":
				this.board = message;
				break;
			case "phase":
				this.stage = message.stage;
				break;
		}
	}

	_show(room) {
		this.code = room.code;
		this.name = room.name || "";
		this.stage = room.stage;
		this.locked = Boolean(room.locked);
		this.rules = rulesOf(room.rules);
		this.exercises = room.exercises || [];
		this.rows = new Map(room.rows.map((row) => [row.seat, Object.assign({}, ROW, row)]));
		this.sheets.clear();
		room.rows.forEach((row, at) => this._lay(row.seat, (room.ink || [])[at] || []));
	}

	_lay(seat, strokes) {
		this.sheets.set(seat, { strokes: strokes.map((points) => unpacked(points, 0)), writing: false });
		if (!strokes.length) this.read.delete(seat);
	}

	_write({ seat, points, up }) {
		const sheet = this.sheets.get(seat);
		if (!sheet) return;
		const trail = unpacked(points, 0);
		if (sheet.writing) sheet.strokes[sheet.strokes.length - 1].push(...trail);
		else sheet.strokes.push(trail);
		sheet.writing = !up;
	}

	// One seat, with all that is known of it; `name` is what the player is called.
	seat(seat) {
		const pupil = this.pupils.get(seat) || Object.assign({ seat }, PUPIL);
		const row = this.rows.get(seat) || Object.assign({ seat, name: pupil.name || "" }, ROW);
		const sheet = this.sheets.get(seat) || { strokes: [], writing: false };
		return Object.assign({}, pupil, row, { sheet, read: this.read.get(seat) || "" });
	}

	// All seats, those who need help first.
	get seats() {
		const known = this.order.filter((seat) => this.rows.has(seat));
		const others = [...this.rows.keys()].filter((seat) => !known.includes(seat));
		return [...known, ...others].map((seat) => this.seat(seat));
	}

	get here() {
		return [...this.rows.values()].filter((row) => row.here).length;
	}

	get playing() {
		return this.stage === "playing" || this.stage === "paused";
	}
}
