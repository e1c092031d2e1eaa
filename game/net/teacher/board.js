// The board of today's Daily: the best of all rooms of the server.

import { $, fill, make, say } from "/pad/elements.js";
import { texts } from "./texts.js";

export class Board {
	constructor(classroom) {
		this._classroom = classroom;
		this._shown = null;
		say($("#board-title"), texts.board);
	}

	show() {
		const { board, rules } = this._classroom;
		$("#board").hidden = !rules.daily || !board.players;
		if (this._shown === board) return;
		this._shown = board;
		fill(
			$("#board-best"),
			board.best.map((line) => make("li", { textContent: texts.boardLine(line) })),
		);
		say($("#board-players"), texts.boardPlayers(board.players));
	}
}
