// What is said of a browser that is not there.
import { find } from "./find.js";
import { within } from "./within.js";

test("a browser that is not there is an error which says what to install", () => {
  expect(() => find("chromium", "no-such-chromium")).toThrow(
    /^chromium is not installed \(no no-such-chromium\); on Debian: apt-get install .*firefox-esr/,
  );
});

test("a wait that is too long says for what", async () => {
  await expect(within(new Promise(() => {}), 1, "nothing")).rejects.toThrow("nothing took longer than 1 ms");
});
