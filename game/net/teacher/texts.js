// Every sentence of the teacher's page.

import { Reason } from "/pad/connection.js";

export const GAMES = { race: "Race", buzz: "Buzz", teams: "Teams", together: "Together", practice: "Practice" };

const HOW = {
	race: "The same questions, everyone at their own pace.",
	buzz: "Everyone gets the same question; the first right answer takes the round.",
	teams: "One of each team writes, then the next.",
	together: "All against one clock; right answers wind it up.",
	practice: "No clock; what was missed comes again.",
};

// Questions for everybody; right answers that win in Teams; seconds in Together; 0 is without an end.
export const LENGTHS = {
	race: [5, 10, 20, 50],
	buzz: [5, 10, 20],
	teams: [5, 10, 20],
	together: [30, 60, 120, 300],
	practice: [0, 10, 20, 50],
};

export const LEVELS = [
	"Sums to 10",
	"Sums and differences to 10",
	"Sums and differences to 20",
	"Tables of 2, 5 and 10",
	"Sums and differences to 100",
	"Tables to 10",
	"Tables and division to 10",
	"Tables and division to 12",
	"Two digits by one",
	"Two digits by two",
];

const STAGES = { lobby: "Not started", playing: "Playing", paused: "Paused", over: "Over" };

const CLOSED = {
	[Reason.ENDED]: "The room is closed.",
	[Reason.NO_ROOM]: "There is no room with this code any more.",
	[Reason.FULL]: "Too many screens show this room already. Close one of them.",
	[Reason.OLD_CLIENT]: "This page is older than the game. Load it again.",
	[Reason.OLD_HOST]: "The game is too old for this page. Update it on the computer that opened the room.",
	[Reason.MALFORMED]: "The game did not understand this page. Load it again.",
	[Reason.WRONG_KEY]: "This key does not open the room. Scan the code that the game shows for you once more.",
	[Reason.CROWD]: "Too many wrong codes or keys came from here. Wait a minute, then try again.",
};

const number = (count, one, many) => `${count} ${count === 1 ? one : many}`;

// "7×8" as it is printed.
export const fact = (key) => key.replace(/([^0-9])/, "\u00a0$1\u00a0");

function names(list) {
	return list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} and ${list[list.length - 1]}`;
}

export const texts = {
	closed: (reason) => CLOSED[reason] || "The connection was closed. Open the link again.",
	codeWanted: "The code of a room has four to six digits.",
	room: (code, name) => (name ? `${name}, code ${code}` : `Room ${code}`),
	opening: "Looking for the room…",
	lost: "The connection is lost. Joining again…",
	here: (stage, here, away) => `${STAGES[stage]}, ${here} here${away ? `, ${away} joining again` : ""}`,
	plays: (rules, exercises) => {
		const exercise = exercises.find(({ id }) => id === rules.exercise);
		if (rules.daily) return `${GAMES[rules.game]}, today's Daily`;
		const about = rules.own_levels ? "own levels" : LEVELS[rules.level - 1].toLowerCase();
		return `${GAMES[rules.game]}, ${exercise ? exercise.name : about}`;
	},

	// The table
	columns: {
		name: "Player",
		now: "Now",
		right: "right",
		wrong: "wrong",
		misread: "misread",
		thinking: "to think",
		missed: "Facts missed",
	},
	none: "–",
	seconds: (seconds) => (seconds ? `${seconds.toFixed(1)} s` : "–"),
	still: (seconds) => `${seconds} s`,
	needFirst: "Those who need you come first.",
	byColumn: (column) => `Sorted by: ${column}.`,
	nobody: "Nobody is here yet. Players join with the code of the room.",
	sign: {
		stuck: (pupil) => `nothing written for ${pupil.still_s} seconds`,
		lost: () => "connection lost",
		unsure: () => "is asked what was written",
		right: () => "right",
		wrong: () => "wrong",
		late: () => "too late",
		misread: () => "misread",
		passed: () => "was shown the answer",
		beaten: () => "somebody was faster",
		void: () => "not counted",
		done: () => "done",
	},
	ink: (read) => (read ? `wrote ${read}` : "nothing written"),

	// One player
	need: {
		stuck: (pupil) => `Has not written anything for ${pupil.still_s} seconds.`,
		wrong: () => "The last two answers were wrong.",
		lost: () => "The connection is lost. It comes back by itself.",
		unsure: () => "I cannot read it and have asked what it is.",
		misread: () => "I misread the last answer. It was my fault.",
		slow: () => "Takes long to think.",
		none: () => "",
	},
	wrote: {
		right: (one) => `wrote ${one.given}`,
		wrong: (one) => `wrote ${one.given}`,
		late: () => "too late",
		passed: () => "was shown the answer",
		beaten: () => "somebody was faster",
		void: () => "misread, not counted",
	},
	misreadWrote: (one) => `wrote ${one.given}; I misread it`,
	asked: (one) => `${one.question.replace(/ =$/, "")}:`,
	noneWritten: "Nothing written yet.",
	missed: (facts) => (facts.length ? `Missed: ${facts.map(fact).join(", ")}.` : ""),
	pass: "Show the answer",
	hint: "Hint",
	hinted: (name) => `${name} sees a hint.`,
	hintFor: (name) => `Give ${name} a hint`,
	side: (one, rules) =>
		[rules.game === "teams" ? `Team ${one.team + 1}` : "", rules.own_levels && one.level ? `Level ${one.level}` : ""]
			.filter(Boolean)
			.join(", "),
	remove: (name) => `Remove ${name}`,
	removeAgain: (name) => `Really remove ${name}?`,
	removed: (name) => `${name} is out of the room.`,
	passed: (name) => `${name} has seen the answer and goes on.`,
	close: "Close",

	// Who is stuck
	stuck: "Stuck now",
	passFor: (name) => `Show ${name} the answer`,
	passShort: "Pass",

	// The facts
	facts: "Facts of the class",
	operations: { "+": "plus", "−": "minus", "×": "times", "÷": "divided by" },
	shades: { quick: "quick", good: "good", "not-yet": "not yet", new: "new", most: "missed most" },
	cell: (name, one) => `${name}: ${one.asked - one.missed} of ${one.asked} right`,
	mostMissed: (facts) => `Missed most: ${facts.map(fact).join(", ")}.`,
	noneMissed: "Nothing was missed so far.",
	noFacts: "It fills up as the class plays.",
	line: (line, asked, missed) => {
		const many = number(asked, "question", "questions");
		return missed.length ? `With ${line}: ${many}; missed ${names(missed.map(fact))}.` : `With ${line}: ${many}, none missed.`;
	},
	beyond: "The numbers are too large for this map.",

	// The Daily's board
	board: "Today's Daily",
	boardLine: ({ place, points, name }) => `${place}. ${name ? `${name}, ` : ""}${points} points`,
	boardPlayers: (players) => `${number(players, "player is", "players are")} on the board, from all rooms.`,

	// The game
	game: "The game",
	how: ({ game, daily }) => (daily ? "The ten questions of the day, the same in all rooms." : HOW[game]),
	fields: {
		game: "Game",
		questions: "Questions",
		length: "Length",
		teams: "Teams",
		on_pad: "Show the question on the pads",
		late: "Let in those who come late",
		named: "Show our names on today's board",
	},
	level: (level) => `${level}: ${LEVELS[level - 1]}`,
	own: "Everyone chooses a level",
	daily: "Today's Daily",
	levels: "Levels",
	exercises: "Your exercises",
	lengthOf: (game, length) => {
		if (!length) return "without an end";
		if (game === "together") return `${length} seconds`;
		return game === "teams" ? `${length} right answers win` : `${length} questions`;
	},
	start: "Start",
	startNext: "Next match",
	pause: "Pause all",
	resume: "Go on",
	lock: "Lock room",
	unlock: "Unlock room",
	locked: "The room is locked: nobody else can come in.",
	unlocked: "The room is no longer locked.",
	table: "Save table",
	saved: "The table of all answers is saved.",
	notSaved: "The table could not be saved. Try again.",
	skip: "Skip this question",
	skipped: "Everyone has gone on to the next question.",
	finish: "End the match",
	finishAgain: "Really end the match?",
	end: "Close the room",
	endAgain: "Really close it for everybody?",
};
