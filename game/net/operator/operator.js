// The operator's page. The key is behind the # of the address, which is never sent; each question carries it.

const LOOK_MS = 2000;
const key = decodeURIComponent(location.hash.slice(1));
const part = (id) => document.getElementById(id);

async function ask(path, order) {
	const options = { headers: { authorization: `Bearer ${key}` }, cache: "no-store" };
	if (order) Object.assign(options, { method: "POST", body: JSON.stringify(order) });
	const answer = await fetch(`/operator/${path}`, options);
	const told = await answer.json();
	if (!answer.ok) throw new Error(told.error);
	return told;
}

async function attempt(work) {
	try {
		await work();
		part("said").textContent = "";
	} catch (error) {
		part("said").textContent = error instanceof TypeError ? "The server does not answer. It is asked again." : error.message;
	}
}

function element(name, text = "", className = "") {
	const made = document.createElement(name);
	made.textContent = text;
	made.className = className;
	return made;
}

function button(text, sure, order) {
	const made = element("button", text);
	made.onclick = () => confirm(sure) && attempt(() => ask("order", order));
	return made;
}

function row(worker) {
	const made = element("tr");
	const rooms = element("td");
	for (const room of worker.rooms) {
		const line = element("div", `${room.code}, ${room.seats} seats `);
		line.append(button("Close", `Close room ${room.code} for everybody in it?`, { close: room.code }));
		rooms.append(line);
	}
	const act = element("td", worker.leaving ? "hands over its rooms" : "");
	const sure = `Hand all rooms of worker ${worker.number} over to the others, and start it anew?`;
	if (!worker.leaving) act.append(button("Drain", sure, { drain: worker.number }));
	made.append(element("td", String(worker.number)), element("td", String(worker.seats), "number"), rooms, act);
	return made;
}

async function look() {
	const { workers } = await ask("state");
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
	});
};

attempt(look);
setInterval(() => attempt(look), LOOK_MS);
