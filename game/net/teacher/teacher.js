// The teacher's page: puts connection, classroom and the parts of the page together.
//
// The key comes after the # of the address, which browsers send to nobody. It is taken out of the address at
// once, so that it stays in no history and nobody reads it off the screen, and is kept for this tab alone.

import { Connection, Link } from "/pad/connection.js";
import { $, say } from "/pad/elements.js";
import { Board } from "./board.js";
import { Classroom } from "./classroom.js";
import { Facts } from "./facts.js";
import { Orders } from "./orders.js";
import { Pupils } from "./pupils.js";
import { texts } from "./texts.js";

const KEEP = "digit-duel.host-key";

function kept() {
	try {
		return JSON.parse(sessionStorage.getItem(KEEP) || "{}");
	} catch (_) {
		return {};
	}
}

function keep(had) {
	try {
		sessionStorage.setItem(KEEP, JSON.stringify(had));
	} catch (_) {
		// The page asks for the key once more after it was loaded again, and no more.
	}
}

class Page {
	constructor() {
		this._classroom = new Classroom();
		this._connection = new Connection({
			heard: (message) => this._hear(message),
			back: () => {},
			changed: () => this._again(),
		});
		const order = (message) => this._connection.say(message);
		this._key = "";
		this._orders = new Orders(this._classroom, order, () => this._table());
		this._pupils = new Pupils(this._classroom, order, (text) => this._orders.tell(text));
		this._facts = new Facts(this._classroom);
		this._board = new Board(this._classroom);
		this._due = false;
		$("#open").addEventListener("submit", (event) => {
			event.preventDefault();
			this.open($("#code").value.trim(), $("#key").value.trim());
		});
	}

	open(code, key) {
		if (!/^[0-9]{4,6}$/.test(code)) {
			this.form(code, texts.codeWanted);
			return;
		}
		this._key = key;
		this._classroom.code = code;
		keep({ code, key });
		history.replaceState(null, "", `#${code}`);
		this._connection.watch(code, key);
		this._again();
	}

	form(code, trouble) {
		$("#room").hidden = true;
		$("#open").hidden = false;
		$("#code").value = code;
		say($("#trouble"), trouble);
		$(code ? "#key" : "#code").focus();
	}

	_hear(message) {
		this._classroom.hear(message);
		if (message.type === "room") this._orders.changeRules();
		this._again();
	}

	// Many messages make one change of the page.
	_again() {
		if (this._due) return;
		this._due = true;
		requestAnimationFrame(() => {
			this._due = false;
			this._show();
		});
	}

	_show() {
		const { state, reason } = this._connection;
		if (state === Link.NONE) return;
		if (state === Link.ENDED) {
			keep({});
			this.form(this._classroom.code, texts.closed(reason));
			return;
		}
		$("#open").hidden = true;
		$("#room").hidden = false;
		const open = state === Link.OPEN;
		$("#room").classList.toggle("lost", !open);
		// Without a connection nothing can be ordered.
		$("#orders").inert = $("main").inert = !open;
		this._orders.show(state);
		this._pupils.show();
		this._facts.show();
		this._board.show();
	}

	// The key goes in a header: addresses end up in logs.
	async _table() {
		const { code } = this._classroom;
		const headers = { authorization: `Bearer ${this._key}` };
		const table = new URL(`export.csv?code=${encodeURIComponent(code)}`, this._connection.at || location.origin);
		const answer = await fetch(table, { headers, cache: "no-store" });
		if (!answer.ok) throw new Error(String(answer.status));
		const link = document.createElement("a");
		link.href = URL.createObjectURL(await answer.blob());
		link.download = `digit-duel-${code}.csv`;
		document.body.append(link);
		link.click();
		link.remove();
		setTimeout(() => URL.revokeObjectURL(link.href), 60000);
	}
}

function start() {
	const page = new Page();
	const [code, key] = location.hash.slice(1).split(".");
	const had = kept();
	if (code && key) page.open(code, key);
	else if (had.key && (!code || code === had.code)) page.open(had.code, had.key);
	else page.form(code || "", "");
	window.addEventListener("hashchange", () => location.reload());
}

start();
