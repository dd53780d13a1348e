// What sharing needs a script for: copying the link, the device's own menu where it has one, printing.

const share = document.querySelector("[data-share]");
if (share) {
  const ways = share.querySelector("ul");
  const { url, title, copy, copied, refused, send, print: onPaper } = share.dataset;
  if (navigator.share) offer(send, () => navigator.share({ url, title }).catch(() => {})); // the reader thought better of it
  offer(copy, (button) => navigator.clipboard?.writeText(url).then(() => tell(button), byHand) ?? byHand());
  offer(onPaper, () => print());

  function offer(label, act) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => act(button));
    item.append(button);
    ways.append(item);
  }

  /** Said to everybody: the button's own words change, and screen readers hear of it. */
  function tell(button) {
    button.ariaLive = "polite";
    button.textContent = copied;
    setTimeout(() => (button.textContent = copy), 3000);
  }

  /** Without the clipboard (a frame, a wish of the reader's, plain http): the link, chosen, to be copied by hand. */
  function byHand() {
    const label = share.querySelector("label") ?? document.createElement("label");
    const field = label.querySelector("input") ?? document.createElement("input");
    Object.assign(field, { value: url, readOnly: true, dir: "ltr" });
    label.className = "share__by-hand";
    label.replaceChildren(refused, field);
    ways.after(label);
    field.focus();
    field.select();
  }
}
