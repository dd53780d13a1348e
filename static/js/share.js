// What sharing needs a script for: copying the link, the device's own menu where it has one, printing.

const share = document.querySelector("[data-share]");
if (share) {
  const ways = share.querySelector("ul");
  const { url, title, copy, copied, send, print: onPaper } = share.dataset;
  if (navigator.share) offer(send, () => navigator.share({ url, title }).catch(() => {})); // the reader thought better of it
  if (navigator.clipboard) offer(copy, (button) => navigator.clipboard.writeText(url).then(() => tell(button)));
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
}
