// A seat as its pad knows it: the question, the ink on the sheet, the verdict, and how it stands.
//
// The ink belongs to the seat, and is there at once. It is dropped for two messages only: a sheet, which says
// what lies there, and another question. A stroke that the host cannot know yet stays in both cases. So does one
// that belongs to the new question already; the host has it by the number that it began with.
//
// While the connection is lost, the player writes on. When it is back and the question is still the same, the
// host is sent what it has not got; if it has something that was taken back here, it is sent all of it again.

import { Stroke, unpacked } from "./ink.js";

export const Step = Object.freeze({
	LOBBY: "lobby",
	QUESTION: "question",
	UNSURE: "unsure", // the reading is not sure: which number is it?
	VERDICT: "verdict",
	ASKING: "asking", // "I wrote something else": what?
	TURN: "turn", // somebody else's
	FINISHED: "finished",
});

const PIECE_MS = 100;
const PRAISE_MS = 1200; // the next question comes at once; that the answer was right is seen for so long

export class Seat {
	// `connection` carries messages; `changed` is called after every change that can be seen.
	constructor(connection, changed) {
		this._connection = connection;
		this._changed = changed;
		this.name = "";
		this.level = 1;
		this.rules = { game: "race", level: 1 };
		this.here = 0;
		this._token = "";
		this._newMatch("lobby");
	}

	// Nobody sits here any more.
	forget() {
		this.name = this._token = "";
		this._newMatch("lobby");
	}

	_newMatch(stage) {
		this.stage = stage;
		this.step = Step.LOBBY;
		this.outcomes = {}; // of the latest verdicts, by position
		this.standing = {};
		this.result = {};
		this.verdict = null;
		this.praise = null; // the verdict of a right answer, while it is praised
		this.asked = { round: 0, read: "" };
		this.offered = [];
		this.typed = ""; // by keys
		this.turn = "";
		this._newRound({ round: 0 });
	}

	_newRound(question) {
		this.question = question;
		this.round = question.round;
		this.zero = performance.now() - (question.spent_ms || 0);
		this.strokes = [];
		this.hand = null;
		this.next = 0;
		this.pen = true;
		this.reading = "";
		this.hint = ""; // one step towards the answer, from the host
		this.typed = "";
		this.doneAt = 0; // when Done was pressed, if it was
		this._host = { ink: [], strokes: 0 }; // what the host has
	}

	// What the host says

	hear(message) {
		switch (message.type) {
			case "welcome":
				Object.assign(this, { name: message.name, here: message.here || 0, roomName: message.room || "" });
				// Fields that have their default are not sent.
				this.rules = Object.assign({ game: "race", level: 1 }, message.rules);
				if (message.token !== this._token) this.level = this.rules.level;
				this._token = message.token;
				this._host = { ink: [], strokes: 0 };
				this._back = true;
				break;
			case "rules":
				this.rules = Object.assign({ game: "race", level: 1 }, message);
				if (!this.rules.own_levels) this.level = this.rules.level;
				break;
			case "named":
				this.name = message.name;
				break;
			case "phase":
				this._phase(message);
				break;
			case "question":
				this._ask(message);
				break;
			case "sheet":
				if (message.round === this.round) this._lay(message);
				break;
			case "hint":
				if (message.round === this.round) this.hint = message.text;
				break;
			case "reading":
				if (message.round !== this.round) return;
				this.reading = message.text;
				this._open();
				break;
			case "unsure":
				if (message.round !== this.round) return;
				this.step = Step.UNSURE;
				this.offered = message.offered || [];
				break;
			case "what-else":
				this.asked = { round: message.round, read: message.read || "" };
				this._before = this.step === Step.ASKING ? this._before : this.step;
				this.step = Step.ASKING;
				this.typed = "";
				break;
			case "verdict":
				this._judge(message);
				break;
			case "closed":
				message.verdicts.forEach((verdict) => this._judge(verdict));
				break;
			case "standing":
				this.standing = message;
				break;
			case "wait":
				this.step = Step.TURN;
				this.turn = message.name || "";
				break;
			case "finished":
				this.step = Step.FINISHED;
				this.result = message;
				break;
			default:
				return;
		}
		this._changed();
	}

	_phase(message) {
		const begins = message.stage === "playing" && (this.stage === "lobby" || this.stage === "over");
		if (begins || (message.stage === "lobby" && this.stage !== "lobby")) this._newMatch(message.stage);
		if (message.stage === "paused") this.drop();
		this.stage = message.stage;
		this.here = message.here || this.here;
		this.left = message.left_ms === undefined ? -1 : message.left_ms;
		this.leftAt = performance.now();
		if (this.stage === "over" && this.step !== Step.ASKING && this.step !== Step.LOBBY) this.step = Step.FINISHED;
	}

	_ask(question) {
		if (question.round === this.round && question.text === this.question.text) {
			this.question = question; // it shows again; its time goes on
			if (this.step !== Step.ASKING) this.step = Step.QUESTION;
			return;
		}
		const hand = this.hand;
		const keeps = hand && (question.keeps || this._inFlight(hand));
		const coming = this._connection.open ? this._coming(question.keeps) : [];
		this._newRound(question);
		if (keeps) this.hand = hand;
		this.strokes = coming;
		for (const stroke of coming) stroke.belong(this.round);
		this.verdict = null;
		this.step = Step.QUESTION;
		this._back = false; // there is nothing of this question that the host has not got
	}

	// Strokes that the pen has ended already, and that belong to the question that comes now.
	_coming(keeps) {
		const latest = this.hand ? null : this.strokes[this.strokes.length - 1];
		return this.strokes.filter(
			(stroke) => (stroke.late && this._inFlight(stroke)) || (keeps && stroke === latest),
		);
	}

	_lay(sheet) {
		this.pen = sheet.pen !== false;
		this._host = { ink: sheet.ink || [], strokes: sheet.strokes || 0 };
		if (this._back && this.strokes.length) return; // see back()
		this._adopt(sheet.keeps);
	}

	// Show what the host has, and what is still on its way to it.
	_adopt(keeps) {
		const { ink, strokes } = this._host;
		const isComing = (stroke) => stroke.number >= strokes || (stroke.number < 0 && this._inFlight(stroke));
		const coming = this.pen ? this.strokes.filter(isComing) : [];
		const there = ink.map((points) => {
			// A stroke that was written here is shown as it was written, with all its points.
			const same = this.strokes.find(({ spots: [[x, y]] }) => x === points[0] && y === points[1]);
			if (same) return same;
			const stroke = new Stroke(this.round, -1, this.zero);
			stroke.trail = stroke.spots = unpacked(points, this.zero);
			stroke.closed = true;
			stroke.sent = stroke.spots.length; // closedAt stays 0: the host has it
			return stroke;
		});
		this.strokes = [...there, ...coming.filter((stroke) => !there.includes(stroke))];
		this.next = Math.max(this.next, strokes);
		if (this.hand && !keeps && !this._inFlight(this.hand)) this.hand = null;
		if (!this.strokes.length && !this.hand) this.reading = "";
	}

	// Whether the host cannot have heard of this stroke yet, or not of its end.
	_inFlight(stroke) {
		const since = stroke.closed ? stroke.closedAt : stroke.began;
		return !this._connection.open || performance.now() - since < this._connection.roundTrip + 100;
	}

	_judge(verdict) {
		if (verdict.position) this.outcomes[verdict.position] = verdict.misread ? "misread" : verdict.outcome;
		if (verdict.round !== this.round) return;
		this.verdict = verdict;
		if (verdict.outcome === "right") {
			this.praise = verdict;
			setTimeout(() => this._praised(verdict), PRAISE_MS);
		}
		this.doneAt = 0;
		this.typed = "";
		if (this.step !== Step.FINISHED) this.step = Step.VERDICT;
	}

	// The praise was seen. No clock is asked: one that is a little behind the timer's would keep it for ever.
	_praised(verdict) {
		if (this.praise !== verdict) return;
		this.praise = null;
		this._changed();
	}

	// The question is open again: what was written while its verdict showed is part of the answer.
	_open() {
		for (const stroke of this._all()) stroke.late = false;
		if (this.step === Step.VERDICT || this.step === Step.UNSURE) this.step = Step.QUESTION;
	}

	// The connection is back, and the host has told everything.
	back() {
		const same = this._back;
		this._back = false;
		const open = this.step === Step.QUESTION || this.step === Step.UNSURE;
		if (same && open && this.round > 0) {
			this._sendAgain();
		} else {
			if (same && this.round > 0) this._adopt(false);
			for (const stroke of this._all()) {
				if (stroke.number >= this._host.strokes) stroke.sent = 0;
				if (stroke.sent === 0) this._send(stroke);
			}
		}
		this._changed();
	}

	_sendAgain() {
		const { ink, strokes } = this._host;
		const known = this.strokes.filter((stroke) => stroke.number < strokes);
		this.next = Math.max(this.next, strokes);
		if (known.length !== ink.length) {
			this._say("clear");
			for (const stroke of this._all()) stroke.move(this.round, this.next++, this.zero);
		} else {
			for (const stroke of this._all()) {
				if (stroke.round !== this.round) stroke.move(this.round, this.next++, this.zero);
				else if (stroke.number >= strokes) stroke.sent = 0;
			}
		}
		for (const stroke of this._all()) {
			if (stroke.number >= strokes) this._send(stroke);
		}
		if (this.typed) this._say("keys", { text: this.typed, at: this._now() });
		if (this.doneAt) this._say("done", { at: this.doneAt });
	}

	_all() {
		return this.hand ? [...this.strokes, this.hand] : this.strokes;
	}

	// What the player does

	get writable() {
		const open = [Step.LOBBY, Step.QUESTION, Step.UNSURE, Step.VERDICT].includes(this.step);
		return open && this.pen && this.stage !== "paused" && this.stage !== "over";
	}

	penDown(x, y, t) {
		this.hand = new Stroke(this.round, this.next++, this.zero);
		this.hand.late = this.step === Step.VERDICT;
		this.hand.add(x, y, t);
		this._writeOn();
		this._send(this.hand);
		this._sentAt = t;
	}

	// Something is written: a question that was hidden shows again.
	_writeOn() {
		if (this.step === Step.UNSURE) this.step = Step.QUESTION;
		if (this.step !== Step.VERDICT) this.doneAt = 0;
		this._changed();
	}

	penMove(x, y, t) {
		this.hand.add(x, y, t);
		if (t - this._sentAt < PIECE_MS) return;
		this._send(this.hand);
		this._sentAt = t;
	}

	penUp() {
		const stroke = this.hand;
		this.hand = null;
		stroke.close();
		this.strokes.push(stroke);
		this._send(stroke);
		if (stroke.round !== this.round && this._connection.open) stroke.belong(this.round);
		this._changed();
	}

	// The stroke in hand was none.
	drop() {
		const stroke = this.hand;
		if (!stroke) return;
		this.hand = null;
		this._connection.say({ type: "drop", round: stroke.round, stroke: stroke.number });
		this._changed();
	}

	undo() {
		this.drop();
		this.strokes.pop();
		this._erased("undo");
	}

	clear() {
		this.drop();
		this.strokes = [];
		this._erased("clear");
	}

	_erased(type) {
		this.doneAt = 0;
		if (!this.strokes.length) this.reading = "";
		if (this.round) this._say(type);
		this._changed();
	}

	type(text) {
		if (this.strokes.length && !this.typed && this.step !== Step.UNSURE) this.clear();
		this.typed = text.slice(0, 6);
		this._writeOn();
		this._say("keys", { text: this.typed, at: this._now() });
	}

	// The answer to "What did you write?", while it is typed.
	typeElse(text) {
		this.typed = text.slice(0, 6);
		this._changed();
	}

	done() {
		this.doneAt = Math.max(1, this._now());
		this._say("done", { at: this.doneAt });
		this._changed();
	}

	pass() {
		this._say("pass");
	}

	choose(text) {
		this.step = Step.QUESTION;
		this.reading = text;
		this._say("choose", { text });
		this._changed();
	}

	goOn() {
		this._say("next");
	}

	somethingElse() {
		this._say("else");
	}

	wroteElse() {
		this._connection.say({ type: "wrote-else", round: this.asked.round, text: this.typed });
		this._endAsking();
	}

	neverMind() {
		this._connection.say({ type: "never-mind", round: this.asked.round });
		this._endAsking();
	}

	_endAsking() {
		this.typed = "";
		this.step = this._before;
		this._changed();
	}

	rename(name) {
		this._connection.say({ type: "rename", name });
	}

	atLevel(level) {
		this.level = level;
		this._connection.say({ type: "at-level", level });
		this._changed();
	}

	_now() {
		return Math.max(0, Math.round(performance.now() - this.zero));
	}

	_say(type, more) {
		this._connection.say(Object.assign({ type, round: this.round }, more));
	}

	_send(stroke) {
		if (!this._connection.open) return;
		const piece = stroke.piece();
		if (piece) this._connection.say(piece);
	}
}
