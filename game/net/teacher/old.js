// For browsers without modules.
document.body.innerHTML = '<p class="page">This browser is too old for the teacher\'s page. Update it, or use another one.</p>';
