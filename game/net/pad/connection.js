// The connection with the host. It asks by HTTP whether there is a room, opens a socket, and comes back by
// itself when that is lost.

export const VERSION = 2;

export const Reason = Object.freeze({
	ENDED: 4000,
	REMOVED: 4001,
	ELSEWHERE: 4002,
	NO_ROOM: 4003,
	FULL: 4004,
	LOCKED: 4005,
	LATE: 4006,
	OLD_CLIENT: 4007,
	OLD_HOST: 4008,
	MALFORMED: 4009,
	TOO_FAST: 4010,
	TOO_SLOW: 4011,
	UNKNOWN_TOKEN: 4012,
	WRONG_KEY: 4013,
	CROWD: 4014,
	STOPPED: 4015,
	SILENT: 4016,
	MOVED: 4017,
});

const PASSING = [Reason.TOO_FAST, Reason.TOO_SLOW, Reason.STOPPED, Reason.SILENT, Reason.MOVED];

export const Link = Object.freeze({
	NONE: "none", // nobody has joined
	JOINING: "joining", // for the first time
	OPEN: "open",
	LOST: "lost", // it was open, and is being opened again
	ENDED: "ended", // and is not opened again by itself
});

const PING_MS = 2000;
const SILENCE_MS = 5000; // so long without a word: the connection is gone
const SUSPECT_MS = 1500; // … after the page was asleep
const ANSWER_MS = 4000;
const FIRST_PAUSE_MS = 150;
const LONGEST_PAUSE_MS = 1200;
const SOON_MS = 300;

// Another process is just taking the room up.
class OnItsWay extends Error {}

// What the door of a room says. Another process may hold the room: then that one is asked. `at` is the whole
// address of the one that holds it. Rejects if nobody answers, or nobody holds the room just now.
export async function ask(code) {
	const abort = new AbortController();
	const timer = setTimeout(() => abort.abort(), ANSWER_MS);
	let at = new URL("/", location.href);
	try {
		for (let way = 0; way < 3; way++) {
			const asked = new URL(`r/${encodeURIComponent(code)}`, at);
			const answer = await fetch(asked, { cache: "no-store", signal: abort.signal });
			const door = await answer.json();
			const moved = door.closed === Reason.MOVED;
			if (moved && !door.at) break;
			if (door.at) at = new URL(door.at, at);
			if (!moved) return Object.assign(door, { at: at.href });
		}
		throw new OnItsWay();
	} finally {
		clearTimeout(timer);
	}
}

export class Connection {
	// hooks: heard(message), back() once all that the host had to tell is told, changed() for another state.
	constructor(hooks) {
		this._hooks = hooks;
		this.state = Link.NONE;
		this.reason = 0; // why it has ended
		this.roundTrip = 200;
		this._hello = null; // the first message of every connection
		this._socket = null;
		this.attempt = 0;
		this.at = ""; // the address of the process that holds the room, if it is known
		this._pause = FIRST_PAUSE_MS;
		this._heardAt = 0;
		this._suspectAt = 0;
		this._pingAt = 0;
		this._first = 0;
		this._pong = null;
		setInterval(() => this._watch(), 500);
		for (const [target, name] of [
			[document, "visibilitychange"],
			[document, "resume"],
			[window, "pageshow"],
			[window, "online"],
			[window, "offline"],
		]) {
			target.addEventListener(name, () => this._wake());
		}
	}

	// `seat`: code, and name and profile of a new player or the token of one who comes back.
	join(seat) {
		this._begin(Object.assign({ type: "join", version: VERSION }, seat));
	}

	// With the host's key: see everything, and give orders.
	watch(code, key) {
		this._begin({ type: "watch", version: VERSION, code, key });
	}

	_begin(hello) {
		this._hello = hello;
		this._pause = FIRST_PAUSE_MS;
		this._set(Link.JOINING);
		this._connect();
	}

	// From now on the seat is known by this token.
	remember(token) {
		this._hello = { type: "join", version: VERSION, code: this._hello.code, token };
	}

	leave() {
		this.say({ type: "leave" });
		this._end(0);
	}

	// A room may be closed to new players, and still open to those who come back and to the host.
	get _isNew() {
		return this._hello.type === "join" && !this._hello.token;
	}

	get open() {
		return this.state === Link.OPEN;
	}

	say(message) {
		if (this.open) this._socket.send(JSON.stringify(message));
	}

	async _connect() {
		const attempt = ++this.attempt;
		this._shut();
		let door;
		try {
			door = await ask(this._hello.code);
		} catch (error) {
			if (attempt !== this.attempt) return;
			if (error instanceof OnItsWay) this._pause = Math.min(this._pause, SOON_MS);
			this._later();
			return;
		}
		if (attempt !== this.attempt) return;
		if (door.version !== VERSION) {
			this._end(door.version > VERSION ? Reason.OLD_CLIENT : Reason.OLD_HOST);
		} else if (door.closed && (this._isNew || door.closed === Reason.NO_ROOM)) {
			this._end(door.closed);
		} else {
			// A pad that is kept waiting at the door is not told where the room is. It is most likely where it was.
			if (door.closed !== Reason.CROWD || !this.at) this.at = door.at;
			this._dial();
		}
	}

	_dial() {
		const socket = new WebSocket(new URL("socket", this.at).href.replace(/^http/, "ws"));
		this._socket = socket;
		this._heardAt = Date.now();
		socket.onopen = () => {
			socket.send(JSON.stringify(this._hello));
			// The host answers in order: what comes before the answer to this is all that was missed.
			this._first = Math.round(performance.now());
			this._pong = null;
			this._ping();
		};
		socket.onmessage = (event) => {
			if (socket !== this._socket) return;
			this._heardAt = Date.now();
			this._suspectAt = 0;
			const message = JSON.parse(event.data);
			if (message.type === "pong") this._answered(message);
			else this._hooks.heard(message);
		};
		socket.onclose = (event) => {
			if (socket !== this._socket) return;
			this._socket = null;
			if (event.code >= 4000 && !PASSING.includes(event.code)) this._end(event.code);
			else this._lost();
		};
	}

	_ping() {
		const sent = Math.round(performance.now());
		const message = { type: "ping", sent };
		if (this._pong) {
			message.back = this._pong.host;
			message.held = Math.round(performance.now() - this._pong.at);
		}
		this._pingAt = Date.now();
		this._socket.send(JSON.stringify(message));
	}

	_answered(message) {
		this.roundTrip = Math.max(0, performance.now() - message.sent);
		this._pong = { host: message.host, at: performance.now() };
		if (!this.open && message.sent >= this._first) {
			this._pause = FIRST_PAUSE_MS;
			this._set(Link.OPEN);
			this._hooks.back();
		}
	}

	_watch() {
		const now = Date.now();
		if (!this._socket || this._socket.readyState > 1) return;
		const silent = now - this._heardAt > SILENCE_MS;
		if (silent || (this._suspectAt && now - this._suspectAt > SUSPECT_MS)) this._lost();
		else if (this._socket.readyState === 1 && now - this._pingAt >= PING_MS) this._ping();
	}

	// The page was asleep, or the network is another one.
	_wake() {
		if (document.visibilityState === "hidden") return;
		if (this._socket && this._socket.readyState === 1) {
			this._suspectAt = Date.now();
			this._ping();
		} else if (this.state === Link.LOST || this.state === Link.JOINING) {
			this._pause = FIRST_PAUSE_MS;
			this._connect();
		}
	}

	_lost() {
		this._shut();
		if (this.open) this._set(Link.LOST);
		this._later();
	}

	_later() {
		const attempt = ++this.attempt;
		// Not all at the same moment.
		setTimeout(() => attempt === this.attempt && this._connect(), this._pause * (0.7 + 0.6 * Math.random()));
		this._pause = Math.min(LONGEST_PAUSE_MS, 2 * this._pause);
		this._hooks.changed();
	}

	_end(reason) {
		this.attempt++;
		this.reason = reason;
		this._shut();
		this._set(reason ? Link.ENDED : Link.NONE);
	}

	_shut() {
		const socket = this._socket;
		this._socket = null;
		this._suspectAt = 0;
		if (socket) socket.close();
	}

	_set(state) {
		if (this.state === state) return;
		this.state = state;
		this._hooks.changed();
	}
}
