// Ink as it is kept and sent: strokes of points.
//
// x and y count from the middle of the sheet in 1/2000 of its height, y down. Times are those of
// performance.now(). On the way to the host they become milliseconds since the question was shown.

export const UNIT = 2000;
const SPACING_MS = 16;
const MOST_POINTS = 400;

export class Stroke {
	// `zero` is the moment at which the question of `round` was shown.
	constructor(round, number, zero) {
		this.round = round;
		this.number = number;
		this.zero = zero;
		this.trail = []; // every point, to be drawn
		this.spots = []; // those that are sent
		this.sent = 0; // so many of them are
		this.closed = false;
		this.late = false; // whether it began while a verdict showed
		this.closedAt = 0;
	}

	add(x, y, t) {
		const point = [Math.round(x), Math.round(y), t];
		this.trail.push(point);
		const latest = this.spots[this.spots.length - 1];
		// A long stroke is sent with fewer points, so that its end is there too.
		const spacing = SPACING_MS * (1 + Math.floor(this.spots.length / 120));
		if (!latest || (t - latest[2] >= spacing && this.spots.length < MOST_POINTS - 1)) this.spots.push(point);
	}

	close() {
		const end = this.trail[this.trail.length - 1];
		if (this.spots[this.spots.length - 1] !== end) this.spots.push(end);
		this.closed = true;
		this.closedAt = performance.now();
	}

	get began() {
		return this.trail[0][2];
	}

	// The same stroke as one of another question, none of it sent.
	move(round, number, zero) {
		this.round = round;
		this.number = number;
		this.zero = zero;
		this.sent = 0;
	}

	// It was sent, and belongs to another question than the one that it was sent for.
	belong(round) {
		this.round = round;
		this.number = -1;
		this.late = false;
	}

	// What was not sent yet, as a message; null if there is nothing.
	piece() {
		if (this.sent === this.spots.length && !this.closed) return null;
		const from = Math.min(this.sent, this.spots.length - 1);
		let [x, y, t] = [0, 0, 0];
		const points = [];
		for (const spot of this.spots.slice(from)) {
			const at = Math.max(t, 0, Math.round(spot[2] - this.zero));
			points.push(spot[0] - x, spot[1] - y, at - t);
			[x, y, t] = [spot[0], spot[1], at];
		}
		this.sent = this.spots.length;
		const message = { type: "ink", r: this.round, s: this.number, p: points };
		if (this.closed) message.up = true;
		return message;
	}
}

// The points of a stroke that the host has sent.
export function unpacked(points, zero) {
	let [x, y, t] = [0, 0, zero];
	const trail = [];
	for (let at = 0; at + 2 < points.length; at += 3) {
		[x, y, t] = [x + points[at], y + points[at + 1], t + points[at + 2]];
		trail.push([x, y, t]);
	}
	return trail;
}
