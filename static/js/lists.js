// The admin's lists on a phone have no head: each value is told the name of its column (lists.css shows it).
const names = [...document.querySelectorAll("#result_list thead th .text")].map((head) => head.textContent.trim());
for (const row of document.querySelectorAll("#result_list tbody tr")) {
  [...row.cells].forEach((cell, number) => {
    if (cell.tagName === "TD" && names[number]) cell.dataset.label = names[number];
  });
}
