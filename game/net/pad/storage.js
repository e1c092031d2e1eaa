// What a browser keeps for this page. It may keep nothing; then the page goes on without.

export function kept(key) {
	try {
		return localStorage.getItem(`digit-duel.${key}`) || "";
	} catch (_) {
		return "";
	}
}

export function keep(key, text) {
	try {
		localStorage.setItem(`digit-duel.${key}`, text);
	} catch (_) {
		// The seat is lost with the page then, and no more.
	}
}
