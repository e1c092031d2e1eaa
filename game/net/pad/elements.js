// Making and filling a page's elements. Whatever was written by somebody becomes text, never markup.

import { symbol } from "./symbols.js";

export const $ = (selector) => document.querySelector(selector);

export function make(tag, properties, children = []) {
	const element = Object.assign(document.createElement(tag), properties);
	element.append(...children);
	return element;
}

export function icon(name) {
	const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
	const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
	use.setAttribute("href", symbol(name));
	svg.setAttribute("aria-hidden", "true");
	svg.append(use);
	return svg;
}

export function fill(element, children) {
	element.textContent = "";
	element.append(...children);
}

export function say(element, text) {
	if (element.textContent !== text) element.textContent = text;
}
