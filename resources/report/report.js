// Play songs, and open folded sections when a link leads into them or the page is printed.
const player = document.createElement("audio");
player.controls = true;
player.preload = "none";
let playing = null;

const rest = () => {
  playing?.removeAttribute("aria-pressed");
  playing = null;
};

for (const button of document.querySelectorAll("button[data-sound]")) {
  const row = button.closest("li");
  button.addEventListener("click", () => {
    if (playing === button) {
      player.pause();
      return;
    }
    rest();
    row.querySelector(".trouble").textContent = "";
    playing = button;
    button.setAttribute("aria-pressed", "true");
    row.append(player);
    player.src = `${button.dataset.sound}#t=${button.dataset.start}`;
    player.play().catch((problem) => {
      if (problem.name === "AbortError") return; // another song was chosen
      row.querySelector(".trouble").textContent =
        `${decodeURIComponent(button.dataset.sound)} cannot be played: the file is missing, or this browser cannot play its format. If your songs moved, open the map and enter their new folder.`;
      player.remove();
      rest();
    });
  });
}
player.addEventListener("pause", rest);
player.addEventListener("play", () => {
  playing = player.closest("li")?.querySelector("button[data-sound]") ?? null;
  playing?.setAttribute("aria-pressed", "true");
});

const openAround = (target) => {
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
};
const follow = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  openAround(target);
  target.scrollIntoView();
};
addEventListener("hashchange", follow);
for (const link of document.querySelectorAll("a[href^='#']")) {
  link.addEventListener("click", () => link.getAttribute("href") === location.hash && follow());
}
follow();

const contents = document.querySelector("nav details");
const wide = matchMedia("(min-width: 761px)");
const unfold = () => (contents.open = wide.matches);
wide.addEventListener("change", unfold);
unfold();
contents.addEventListener("click", (event) => {
  if (event.target.closest("a") && !wide.matches) contents.open = false;
});

let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open])")];
  for (const part of folded) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of folded) part.open = false;
});
