// For browsers without modules, and those without pointer events.
document.body.innerHTML = '<p class="page">This browser is too old for the pad. Update it, or use another one.</p>';
