// The sheet: a canvas that is written on. It shows the ink of the seat at once, and holds none of its own.
//
// Strokes are made from pointer events alone, so mouse, pen and finger are one. Only one contact writes at a
// time. A pen takes the place of a finger, and for a while after it a touch counts as the hand that holds it;
// so does a very broad one. A touch that has been resting is the hand too, and gives way to the one that writes.

import { UNIT } from "./ink.js";

const AFTER_PEN_MS = 2500;
const PALM_PX = 90;
const REST_MS = 200;
const REST_PX = 8; // a resting hand is never quite still

export class Sheet {
	// `area` holds two canvases: one for ink that lies there, one above it for the stroke in hand.
	constructor(area, seat) {
		this._area = area;
		this._seat = seat;
		[this._lying, this._above] = area.querySelectorAll("canvas");
		this._pointer = null;
		this._isTouch = false;
		this._penAt = -Infinity;
		this._drawn = [];
		this.enabled = true;
		this.whole = false; // whether all ink must be seen, on a sheet of another shape than it was written on
		for (const [name, act] of [
			["pointerdown", this._down],
			["pointermove", this._move],
			["pointerup", this._up],
			["pointercancel", this._cancel],
		]) {
			area.addEventListener(name, act.bind(this));
		}
		// Some browsers scroll, zoom or open a menu all the same.
		for (const name of ["touchstart", "touchmove", "contextmenu", "selectstart", "dragstart"]) {
			area.addEventListener(name, (event) => event.preventDefault(), { passive: false });
		}
		if (window.ResizeObserver) new ResizeObserver(() => this.fit()).observe(area);
		window.addEventListener("resize", () => this.fit());
		this.fit();
	}

	// Make the canvases as large as they show.
	fit() {
		const { width, height } = this._area.getBoundingClientRect();
		const scale = Math.min(3, window.devicePixelRatio || 1);
		this._unit = height / UNIT;
		this._middle = [0, 0];
		if (this.whole) this._shrink(width, height);
		this._pen = Math.max(6, Math.min(height / 30, width / 60));
		for (const canvas of [this._lying, this._above]) {
			canvas.width = Math.max(1, Math.round(width * scale));
			canvas.height = Math.max(1, Math.round(height * scale));
			const context = canvas.getContext("2d");
			context.setTransform(scale, 0, 0, scale, canvas.width / 2, canvas.height / 2);
			context.lineCap = context.lineJoin = "round";
		}
		this._drawn = [];
		this.show();
	}

	_shrink(width, height) {
		const points = this._points();
		const [left, right] = range(points.map(([x]) => x));
		const [top, bottom] = range(points.map(([, y]) => y));
		this._middle = [(left + right) / 2, (top + bottom) / 2];
		const room = 0.7 * Math.min(width / Math.max(1, right - left), height / Math.max(1, bottom - top));
		this._unit = Math.min(this._unit, room);
	}

	_points() {
		const { strokes, hand } = this._seat;
		return [].concat(...strokes.concat(hand || []).map((stroke) => stroke.trail));
	}

	// Where a point is in pixels from the middle of the canvas.
	_at([x, y]) {
		return [(x - this._middle[0]) * this._unit, (y - this._middle[1]) * this._unit];
	}

	// Draw the seat's ink, if it is not there already.
	show() {
		const { strokes, hand } = this._seat;
		const color = getComputedStyle(this._area).color;
		const grows = this._drawn.every((stroke, at) => stroke === strokes[at]) && color === this._color;
		this._color = color;
		if (!grows) {
			this._wipe(this._lying);
			this._drawn = [];
		}
		for (const stroke of strokes.slice(this._drawn.length)) {
			this._draw(this._lying, stroke.trail);
			this._drawn.push(stroke);
		}
		if (!hand || !this.busy) this._wipe(this._above);
		if (hand && this.busy) this._showHand();
		if (!hand) this._pointer = null;
	}

	// Whether a stroke is drawn now.
	get busy() {
		return this._pointer !== null;
	}

	// Of the ink, in pixels of the area: left, right, top, bottom. null without ink.
	bounds() {
		const points = this._points().map((point) => this._at(point));
		if (!points.length) return null;
		const { width, height } = this._area.getBoundingClientRect();
		const [left, right] = range(points.map(([x]) => x + width / 2));
		const [top, bottom] = range(points.map(([, y]) => y + height / 2));
		return { left, right, top, bottom };
	}

	_down(event) {
		const touch = event.pointerType === "touch";
		const pen = event.pointerType === "pen";
		if (pen) this._penAt = event.timeStamp;
		if (this.busy && this._isTouch && (pen || this._rests())) this._drop(); // it was the hand
		const palm = touch && (event.timeStamp - this._penAt < AFTER_PEN_MS || this._broad(event));
		if (this.busy || palm || event.button !== 0 || !this.enabled || !this._seat.writable) return;
		event.preventDefault();
		this._pointer = event.pointerId;
		this._isTouch = touch;
		this._rect = this._area.getBoundingClientRect();
		try {
			this._area.setPointerCapture(event.pointerId);
		} catch (_) {
			// It is gone again; its end is told all the same.
		}
		this._seat.penDown(...this._point(event));
		this._showHand();
	}

	_move(event) {
		if (event.pointerType === "pen") this._penAt = event.timeStamp;
		if (event.pointerId !== this._pointer) return;
		if (!this._seat.hand) {
			this._pointer = null; // another question has taken it away
			return;
		}
		if (this._isTouch && this._broad(event)) {
			this._drop();
			return;
		}
		// Where a browser keeps the points between two frames, or claims to, they are a bonus.
		const between = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
		for (const one of between.length ? between : [event]) this._seat.penMove(...this._point(one));
		this._showHand();
	}

	_up(event) {
		if (event.pointerId !== this._pointer) return;
		this._pointer = null;
		if (!this._seat.hand) return;
		this._seat.penMove(...this._point(event));
		this._seat.penUp();
	}

	_cancel(event) {
		if (event.pointerId === this._pointer) this._drop();
	}

	_drop() {
		this._pointer = null;
		this._seat.drop();
	}

	// Whether the contact that writes has not moved for so long that it is no stroke yet.
	_rests() {
		const { hand } = this._seat;
		if (!hand || performance.now() - hand.began < REST_MS) return false;
		const [left, top] = hand.trail[0];
		return hand.trail.every(([x, y]) => Math.hypot(x - left, y - top) * this._unit < REST_PX);
	}

	_broad(event) {
		return Math.max(event.width || 0, event.height || 0) > PALM_PX;
	}

	_point(event) {
		const { left, top, width, height } = this._rect;
		const now = performance.now();
		// Old browsers count an event's time from another moment.
		const time = Math.abs(now - event.timeStamp) < 2000 ? event.timeStamp : now;
		return [
			((event.clientX - left - width / 2) / height) * UNIT,
			((event.clientY - top - height / 2) / height) * UNIT,
			time,
		];
	}

	_showHand() {
		this._wipe(this._above);
		this._draw(this._above, this._seat.hand.trail);
	}

	_wipe(canvas) {
		const context = canvas.getContext("2d");
		context.clearRect(-canvas.width, -canvas.height, 2 * canvas.width, 2 * canvas.height);
	}

	// A smooth line through the points, thinner where the pen was quick.
	_draw(canvas, trail) {
		const context = canvas.getContext("2d");
		const at = (point) => this._at(point);
		context.strokeStyle = context.fillStyle = this._color;
		let [x, y] = at(trail[0]);
		let width = this._pen;
		// A tap is a dot: a line without length would not be drawn.
		context.beginPath();
		context.arc(x, y, width / 2, 0, 2 * Math.PI);
		context.fill();
		for (let i = 1; i < trail.length; i++) {
			const [fromX, fromY] = at(trail[i - 1]);
			const [toX, toY] = at(trail[i]);
			const last = i === trail.length - 1;
			const [endX, endY] = last ? [toX, toY] : [(fromX + toX) / 2, (fromY + toY) / 2];
			// Heights of the sheet a second.
			const speed = (1000 * Math.hypot(toX - fromX, toY - fromY)) / (this._unit * UNIT) /
				Math.max(1, trail[i][2] - trail[i - 1][2]);
			width += 0.2 * (this._pen * Math.max(0.78, 1.16 - 0.16 * speed) - width);
			context.lineWidth = width;
			context.beginPath();
			context.moveTo(x, y);
			context.quadraticCurveTo(fromX, fromY, endX, endY);
			context.stroke();
			[x, y] = [endX, endY];
		}
	}
}

function range(values) {
	return values.length ? [Math.min(...values), Math.max(...values)] : [0, 0];
}
