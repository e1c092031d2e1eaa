// The operator's page. The key is behind the # of the address, which is never sent; each question carries it. It
// is taken out of the address at once, so that nobody reads it off the screen, and is kept for this tab alone.

const LOOK_MS = 2000;
const KEEP = "digit-duel.operator-key";
const part = (id) => document.getElementById(id);
const key = decodeURIComponent(location.hash.slice(1)) || kept();
keep();
let shown = ""; // the workers that the table shows

function kept() {
	try {
		return sessionStorage.getItem(KEEP) || "";
	} catch (_) {
		return "";
	}
}

function keep() {
	try {
		sessionStorage.setItem(KEEP, key);
		history.replaceState(null, "", location.pathname);
	} catch (_) {
		// The address keeps it then.
	}
}

async function ask(path, order) {
	const options = { headers: { authorization: `Bearer ${key}` }, cache: "no-store" };
	if (order) Object.assign(options, { method: "POST", body: JSON.stringify(order) });
	const answer = await fetch(`/operator/${path}`, options);
	const told = await answer.json();
	if (!answer.ok) throw new Error(told.error);
	return told;
}

// What goes wrong is told: of an order until the next one, of looking until it works again.
async function attempt(work, told) {
	let trouble = "";
	try {
		await work();
	} catch (error) {
		trouble = error instanceof TypeError ? "The server does not answer. It is asked again." : error.message;
	}
	if (part(told).textContent !== trouble) part(told).textContent = trouble;
}

const seats = (count) => `${count} ${count === 1 ? "seat" : "seats"}`;

function element(name, text = "", className = "") {
	const made = document.createElement(name);
	made.textContent = text;
	made.className = className;
	return made;
}

function button(text, whole, sure, order) {
	const made = element("button", text);
	made.setAttribute("aria-label", whole);
	made.onclick = () => confirm(sure) && attempt(() => ask("order", order), "answer");
	return made;
}

function row(worker) {
	const made = element("tr");
	const rooms = element("td");
	for (const room of worker.rooms) {
		const line = element("div", `${room.code}, ${seats(room.seats)} `);
		line.append(button("Close", `Close room ${room.code}`, `Close room ${room.code} for everybody in it?`, { close: room.code }));
		rooms.append(line);
	}
	const act = element("td", worker.leaving ? "hands over its rooms" : "");
	const sure = `Hand all rooms of worker ${worker.number} over to the others, and start it anew?`;
	if (!worker.leaving) act.append(button("Drain", `Drain worker ${worker.number}`, sure, { drain: worker.number }));
	made.append(element("td", String(worker.number)), element("td", String(worker.seats), "number"), rooms, act);
	return made;
}

async function look() {
	const { workers } = await ask("state");
	// A table that is made anew takes the button away from who is about to press it.
	if (shown === JSON.stringify(workers)) return;
	shown = JSON.stringify(workers);
	part("workers").replaceChildren(...workers.map(row));
}

part("open").onsubmit = (event) => {
	event.preventDefault();
	attempt(async () => {
		const { rooms } = await ask("order", { open: Number(part("count").value), name: part("name").value });
		for (const room of rooms) {
			const line = element("li", `${room.code}: `);
			const link = element("a", "the teacher's page");
			link.href = `/teacher/#${room.code}.${room.key}`;
			line.append(link);
			part("opened").append(line);
		}
		await look();
	}, "answer");
};

window.addEventListener("hashchange", () => location.reload());
attempt(look, "said");
setInterval(() => attempt(look, "said"), LOOK_MS);
