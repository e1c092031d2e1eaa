// The pad: puts connection, seat, sheet and screen together, and comes back to the seat it had.

import { ask, Connection, Link, Reason } from "./connection.js";
import { Screen } from "./screen.js";
import { Seat } from "./seat.js";
import { Sheet } from "./sheet.js";
import { keep, kept } from "./storage.js";

const FORGETS = [Reason.ENDED, Reason.REMOVED, Reason.NO_ROOM, Reason.UNKNOWN_TOKEN];

function start() {
	// The seat this page had: code, token and name.
	let had = JSON.parse(kept("seat") || "{}");
	const remember = (seat) => {
		had = seat;
		keep("seat", JSON.stringify(seat));
	};

	let screen = null;
	const changed = () => screen && screen.show();
	const connection = new Connection({
		heard: (message) => {
			if (message.type === "welcome") {
				connection.remember(message.token);
				remember({ code: had.code, token: message.token, name: message.name });
				stayAwake();
			}
			seat.hear(message);
		},
		back: () => seat.back(),
		changed: () => {
			if (connection.state === Link.ENDED && FORGETS.includes(connection.reason)) {
				remember({ code: had.code, name: had.name });
			}
			changed();
		},
	});
	const seat = new Seat(connection, changed);
	const sheet = new Sheet(document.querySelector("#squares"), seat);

	const join = (code, more) => {
		had = Object.assign({}, had, { code });
		screen.code = code;
		if (location.hash !== `#${code}`) history.replaceState(null, "", `#${code}`);
		connection.join(Object.assign({ code }, more));
	};
	const form = (trouble) => screen.form(location.hash.slice(1) || had.code || "", had.name || "", trouble);
	screen = new Screen(seat, connection, sheet, {
		door: ask,
		join: (code, name, profile) => {
			had.name = name;
			join(code, profile === null ? { name } : { name, profile });
		},
		resume: () => join(had.code, { token: had.token }),
		again: (trouble) => {
			seat.forget();
			// A room that is closed is no longer there.
			if (connection.reason === Reason.ENDED) {
				remember({ name: had.name });
				history.replaceState(null, "", location.pathname);
			}
			form(trouble);
		},
		leave: () => {
			connection.leave();
			remember({ code: had.code, name: had.name });
			seat.forget();
			form("");
		},
	});

	const code = location.hash.slice(1);
	if (had.token && (!code || code === had.code)) {
		seat.name = had.name;
		join(had.code, { token: had.token });
	} else {
		form("");
	}
	window.addEventListener("hashchange", () => location.reload());
}

// Keep the screen on, where the browser lets a page ask for it.
let awake = false;
function stayAwake() {
	if (awake || !navigator.wakeLock) return;
	awake = true;
	const request = () => {
		if (document.visibilityState === "visible") navigator.wakeLock.request("screen").catch(() => {});
	};
	document.addEventListener("visibilitychange", request);
	request();
}

if (window.PointerEvent && window.AbortController) {
	start();
} else {
	const script = document.createElement("script");
	script.src = "/pad/old.js";
	document.head.append(script);
}
