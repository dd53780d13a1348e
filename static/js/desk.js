// The editors' desk by keyboard: a key presses the button that bears it. Keys can be switched off, and do nothing while
// one writes; on a keyboard without Latin letters they are where those would be.

const SWITCH = "desk keys";
const box = document.querySelector("[data-keys-switch]");
const isOn = () => localStorage.getItem(SWITCH) !== "off";

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.key === "Escape") return leave();
  if (isWritten(event.target) || !isOn()) return;
  const key = letter(event);
  if (key === "w") return write(event);
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`);
  if (!target) return;
  event.preventDefault();
  target.click();
});

if (box) {
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
}

function letter(event) {
  const isLatin = /^[\x21-\x7e]$/.test(event.key);
  return (isLatin ? event.key : event.code.replace(/^Key/, "")).toLowerCase();
}

/** What is pressed here is meant as text, or chooses among the list's rows. */
function isWritten(target) {
  if (!(target instanceof Element)) return false;
  const field = target.closest("input, select, textarea, [contenteditable]");
  return field !== null && !["checkbox", "radio", "hidden"].includes(field.getAttribute("type"));
}

function write(event) {
  const field = document.querySelector("[name=reasoning]");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

function leave() {
  const active = document.activeElement;
  if (active instanceof HTMLElement && isWritten(active)) active.blur();
}
