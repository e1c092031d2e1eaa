// Every sentence of the pad.

import { Reason } from "./connection.js";

const GAMES = { race: "race", buzz: "game", teams: "relay", together: "game", practice: "practice" };

const CLOSED = {
	[Reason.ENDED]: "The game is over. The host has closed the room.",
	[Reason.REMOVED]: "You are no longer in this room. Ask the host if you want to come back.",
	[Reason.ELSEWHERE]: "You are playing on another page now.",
	[Reason.NO_ROOM]: "There is no room with this code. Look at the big screen again.",
	[Reason.FULL]: "This room is full. Ask the host to make a place for you.",
	[Reason.LOCKED]: "This room is locked. Ask the host to unlock it.",
	[Reason.LATE]: "The game has begun. You can join the next one.",
	[Reason.OLD_CLIENT]: "This page is older than the game. Load it again.",
	[Reason.OLD_HOST]: "The game on the host's computer is too old for this page. Ask the host to update it.",
	[Reason.MALFORMED]: "The host did not understand this page. Load it again.",
	[Reason.UNKNOWN_TOKEN]: "Your place in this room is gone. Join again.",
	[Reason.CROWD]: "Too many are trying from here. Wait a moment, then try again.",
};

const OUTCOMES = {
	right: "Right",
	wrong: "Wrong",
	passed: "Passed",
	late: "Too late",
	beaten: "Somebody was faster",
	void: "Not counted",
};

function ordinal(place) {
	const teens = place % 100 > 10 && place % 100 < 14;
	return place + ((!teens && ["th", "st", "nd", "rd"][place % 10]) || "th");
}

export const texts = {
	closed: (reason) => CLOSED[reason] || "The connection was closed. Try again.",
	yourName: "Your name",
	room: (code) => `Room ${code}`,
	game: (code, name) => (name ? `${name}, code ${code}` : `Room ${code}`),
	codeWanted: "The code is the number on the big screen.",
	asking: "Looking for the room…",
	noHost: "The host does not answer. Are you in the same Wi-Fi?",
	joining: "Joining…",
	here: (count) => (count ? (count === 1 ? "1 is here" : `${count} are here`) : "nobody is here yet"),
	youAreIn: (name) => `You are in, ${name}.`,
	startsSoon: (game) => `The ${GAMES[game]} starts soon.`,
	tag: "Write a digit for your name tag.",
	hint: "A hint",
	bigScreen: "Look at the big screen.",
	progress: (position, goal, right) => `${texts.position(position, goal)}, ${right} right so far`,
	position: (position, goal) => (goal ? `${position} of ${goal}` : `Question ${position}`),
	outcome: (verdict) => (verdict.misread ? "Misread" : OUTCOMES[verdict.outcome]),
	seconds: (seconds) => (seconds > 0 ? `${seconds.toFixed(1)} seconds` : ""),
	read: (given) => (given ? `I read ${given}` : ""),
	typed: (given) => (given ? `You typed ${given}` : ""),
	youWrote: (given) => (given ? `You wrote ${given}. It was my fault.` : "It was my fault."),
	stays: "It stays until you go on.",
	lost: "Your answer is kept;",
	again: "joining again…",
	lostElsewhere: "Your place is kept;",
	unsure: "What did you write?",
	unsureHint: "Choose it, or write it again.",
	what: "What did you write?",
	turn: (name) => (name ? `It is ${name}'s turn.` : "Wait for the others."),
	turnHint: "It is your turn soon.",
	paused: "The host has paused the game.",
	pausedHint: "It goes on where you are.",
	over: "The game is over.",
	done: "You have answered everything.",
	result: (result) => `${result.right} right, ${result.score} ${result.score === 1 ? "point" : "points"}`,
	// The last place is nobody's business.
	place: (place, players) =>
		place && players > 1 && (place === 1 || place < players) ? `${ordinal(place)} of ${players}` : "",
	today: (place, players) => (texts.place(place, players) ? `${texts.place(place, players)} today` : ""),
	points: "points",
	streak: "streak",
	streakOf: (count) => `${count} right in a row`,
	levels: "Levels",
	level: (level) => `Level ${level}`,
	options: "Options",
	buttons: {
		undo: "Undo",
		clear: "Clear",
		done: "Done",
		next: "Next",
		somethingElse: "I wrote something else",
		neverMind: "Never mind",
		changeName: "Change name",
		joinAgain: "Join again",
		joinAnother: "Join another room",
		playHere: "Play here",
		reload: "Load again",
		keys: "Use keys",
		pen: "Write by hand",
		left: "I write with my left hand",
		right: "I write with my right hand",
		full: "Full screen",
		small: "Leave full screen",
		pass: "Show me the answer",
		leave: "Leave the room",
		back: "Go on",
		write: "Write again",
		other: "Another number",
	},
	tooOld: "This browser is too old for the pad. Update it, or use another one.",
};
