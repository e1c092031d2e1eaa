// The symbols of all pages. They are put into the page: a browser asks for a file of symbols anew with each use
// of it, and shows none of them while the network is gone.

const SHAPES = {
	right: '<path d="M3 14c2 1 4 4 5 6C11 14 15 8 21 4"/>',
	wrong: '<path d="M4 4c5 5 11 11 16 16M20 4C14 9 9 14 4 20"/>',
	misread: '<path d="M5 5h14v14H5zM2 22 22 2"/>',
	passed: '<path d="M5 12h14"/>',
	unsure: '<circle cx="12" cy="12" r="10" stroke-dasharray="1.5 4"/><path d="M9 9c1-4 7-3 6 1-1 2-3 2-3 4m0 3.500v.2"/>',
	lost: '<path d="M1 13h8l2-5M23 11h-8l-2 5"/>',
	undo: '<path d="M9 4 4 9l6 4M5 9c8-2 14 1 14 6 0 3-3 5-7 4"/>',
	clear: '<path d="M3 14 12 6l9 5-9 8zM8 10l9 5"/>',
	options: '<path d="M4 7c5-1 10 0 16 0M4 12c6 1 11-1 16 0M4 17c5 0 11 1 16 0"/>',
	pause: '<path d="M8 4v16M16 4v16"/>',
	play: '<path d="M7 4c5 3 8 5 12 8-4 3-7 5-12 8z"/>',
	lock: '<path d="M5 11h14v9H5zM8 11V8c0-6 8-6 8 0v3"/>',
	save: '<path d="M12 3v12m-5-5 5 5 5-5M4 20h16"/>',
};

// Where a symbol is, for the `href` of a `use`.
export const symbol = (name) => `#symbol-${name}`;

const symbols = Object.entries(SHAPES)
	.map(([name, shape]) => `<symbol id="symbol-${name}" viewBox="0 0 24 24">${shape}</symbol>`)
	.join("");
const sheet = `<svg xmlns="http://www.w3.org/2000/svg" hidden="">${symbols}</svg>`;
const { documentElement } = new DOMParser().parseFromString(sheet, "image/svg+xml");
document.body.prepend(document.importNode(documentElement, true));
