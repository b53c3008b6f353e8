// The browser example in real browsers: run by the keyboard, its log read line by line, its witnesses heard.
// Needs: chromium, firefox.
import { launch, type Browser, type Page } from "../browsers/launch.js";
import { BrowserExample } from "./browser-example.js";
import { logs } from "./browser-lines.js";

const example = new BrowserExample("--built", "--port", "0", "--latency", "10");
beforeAll(() => example.started(), 60_000);
afterAll(() => example.interrupted());

/** Resolves when the expression is true in the page. */
const until = async (page: Page, expression: string): Promise<void> =>
  page.evaluate(`(async () => {
    while (!(${expression})) await new Promise((resolve) => requestAnimationFrame(resolve));
  })()`);

const log = (page: Page, root = "document"): Promise<string[]> =>
  page.evaluate(`[...${root}.querySelectorAll("#log .text")].map((line) => line.textContent)`);

const text = (page: Page, id: string): Promise<string> =>
  page.evaluate(`document.getElementById("${id}").textContent`);

const isIdle = `document.body.dataset.running === ""`;
const frame = `document.getElementById("other-tab").contentDocument`;

/** Read without the example's own code. */
const stored = (page: Page): Promise<{ id: number; edition: number; text: string }[]> =>
  page.evaluate(`new Promise((resolve, reject) => {
    const opening = indexedDB.open("await-using-example", 1);
    opening.onsuccess = () => {
      const reading = opening.result.transaction("notes").objectStore("notes").getAll();
      reading.onsuccess = () => { opening.result.close(); resolve(reading.result); };
    };
    opening.onerror = () => reject(opening.error);
  })`);

/** Goes to an element by the Tab key alone, backwards if that is where it is, as often as it takes. */
async function tabTo(page: Page, selector: string): Promise<void> {
  const { keyboard } = page.puppeteer!;
  for (let presses = 0; presses < 12; presses++) {
    const place = await page.evaluate<number>(
      `document.activeElement.compareDocumentPosition(document.querySelector(${JSON.stringify(selector)}))`,
    );
    if (place === 0) return;
    const isBefore = (place & 2) !== 0; // DOCUMENT_POSITION_PRECEDING
    if (isBefore) await keyboard.down("Shift");
    await keyboard.press("Tab");
    if (isBefore) await keyboard.up("Shift");
  }
  throw new Error(`the Tab key does not lead to ${selector}`);
}

/** Presses a scenario's button; where `during` is given, that is done while it is under way. */
async function run(page: Page, scenario: string, during?: () => Promise<void>): Promise<void> {
  const keyboard = page.puppeteer!.keyboard;
  await tabTo(page, `[data-scenario="${scenario}"]`);
  await keyboard.press(scenario === "throws" ? " " : "Enter");
  await during?.();
  await until(page, isIdle);
}

async function cancel(page: Page): Promise<void> {
  await tabTo(page, "#cancel");
  await page.puppeteer!.keyboard.press("Enter");
}

/** Elements whose text has a contrast below 4.5 (WCAG 1.4.3). */
const faint = `(() => {
  const rgb = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = rgb(color).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backOf = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return rgb(color)[3] === 0 ? backOf(element.parentElement) : color;
  };
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
    if (!own || element.matches("script") || element.getClientRects().length === 0) continue;
    const [dark, light] = [getComputedStyle(element).color, backOf(element)].map(luminance).sort((a, b) => a - b);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) found.push(element.outerHTML.slice(0, 80) + " " + contrast.toFixed(2));
  }
  return found;
})()`;

/** What reaches out of the page at its sides. */
const wide = `[document.documentElement.scrollWidth - innerWidth, ${frame}?.documentElement.scrollWidth - document.getElementById("other-tab").clientWidth,
  ...[...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > innerWidth).map((each) => each.outerHTML.slice(0, 80))]
  .filter((each) => !(each <= 0) && each === each && each !== null)`;

describe.each([
  ["chromium", "light", 1],
  ["firefox", "dark", 0],
] as const)("%s, %s", (name, scheme, preference) => {
  let browser: Browser;
  let page: Page;
  const hosts = new Set<string>();

  beforeAll(async () => {
    browser = await launch(name, {
      prefs: { "layout.css.prefers-color-scheme.content-override": preference },
      args: name === "chromium" ? [`--blink-settings=preferredColorScheme=${preference}`] : [],
    });
    page = await browser.open("about:blank");
    page.puppeteer!.on("request", (request) => hosts.add(new URL(request.url()).host));
    await page.resize(1200, 900);
    await page.goto(example.url);
    await until(page, `document.getElementById("sockets").textContent === "0"`);
  }, 60_000);

  afterAll(() => browser?.close());

  test("the Tab key goes through the buttons in order, and is seen", async () => {
    const seen: unknown[] = [];
    for (let presses = 0; presses < 8; presses++) {
      await page.puppeteer!.keyboard.press("Tab");
      seen.push(
        await page.evaluate(`(() => {
          const { dataset, id } = document.activeElement;
          const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
          return [dataset.scenario ?? id, outlineStyle, outlineWidth].join(" ");
        })()`),
      );
    }
    const order = ["well", "throws", "suppressed", "refused", "cancelled", "contended", "cancel", "log"];
    expect(seen).toEqual(order.map((each) => `${each} solid 3px`));
    await page.evaluate("document.activeElement.blur()");
  });

  test("all goes well: the transaction commits, everything is exited", async () => {
    await run(page, "well");
    expect(await log(page)).toEqual(logs["well"]);
    expect(await text(page, "outcome")).toBe("✓ done: saved 3 notes");
    expect(await page.evaluate("document.activeElement.dataset.scenario")).toBe("well");
    const notes = await stored(page);
    expect(notes.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(await text(page, "notes")).toBe(`3, of download ${notes[0]!.edition}`);
  });

  test.each(["throws", "suppressed"])("the body throws, %s: the transaction aborts", async (scenario) => {
    const before = await stored(page);
    await run(page, scenario);
    expect(await log(page)).toEqual(logs[scenario]);
    expect(await stored(page)).toEqual(before);
  });

  test("enter fails: only what was entered is exited", async () => {
    const { refused } = await example.witness();
    await run(page, "refused");
    expect(await log(page)).toEqual(logs["refused"]);
    expect(await example.witness()).toMatchObject({ sockets: 0, refused: refused + 1 });
  });

  test("cancelled in the middle: the fetch is aborted, the socket closed", async () => {
    const { givenUp } = await example.witness();
    await run(page, "cancelled", async () => {
      await until(page, `document.getElementById("log").textContent.includes("note 1 of 3 is here")`);
      expect(await example.witness()).toMatchObject({ sockets: 1, downloads: 1 });
      await cancel(page);
    });
    expect(await log(page)).toEqual(logs["cancelled"]);
    await until(page, `(await (await fetch("/api/witness")).json()).downloads === 0`);
    expect(await example.witness()).toMatchObject({ sockets: 0, givenUp: givenUp + 1 });
  });

  test("cancelled while it waits for the lock: the wait is given up", async () => {
    await page.evaluate(`new Promise((granted) => {
      void navigator.locks.request("notes", () => new Promise((letGo) => { globalThis.letGo = letGo; granted(); }));
    })`);
    await run(page, "well", async () => {
      await until(page, `(await navigator.locks.query()).pending.length === 1`);
      await cancel(page);
    });
    expect(await log(page)).toEqual(logs["cancelled while it waits"]);
    await page.evaluate("letGo()");
  });

  test("two documents, one lock: the other's exit is before our enter", async () => {
    await run(page, "contended");
    expect(await log(page)).toEqual(logs["contended"]);
    await until(page, `${frame}.getElementById("log").textContent.includes("Web Lock: exited")`);
    expect(await log(page, frame)).toEqual(logs["the other tab"]);
    expect(await page.evaluate(`${frame}.querySelectorAll(".part[data-end=exited]").length`)).toBe(2);
  });

  test("the chart has a row per resource, nested, each with its end in words", async () => {
    await run(page, "suppressed");
    const rows = `[...document.querySelectorAll("#chart .resource")]`;
    expect(await page.evaluate(`${rows}.map((row) => row.innerText.replace(/\\s+/g, " ").trim())`)).toEqual([
      "Event listener ✓ exited",
      "Web Lock ✓ exited",
      "WebSocket ✓ exited",
      "fetch ✓ exited",
      "suppress ↷ suppressed · BrokenNote",
      "IndexedDB ✓ exited · BrokenNote",
    ]);
    const bars = await page.evaluate<[number, number][]>(`${rows}.map((row) => {
      const parts = [...row.querySelectorAll(".part")].map((part) => part.getBoundingClientRect());
      return [parts[0].left, parts.at(-1).right];
    })`);
    for (const [i, [left, right]] of bars.slice(1).entries()) {
      expect(left).toBeGreaterThan(bars[i]![0]);
      expect(right).toBeLessThan(bars[i]![1]);
    }
  });

  test("its text is readable in its colours, on a phone without sideways scrolling", async () => {
    expect(await page.evaluate(`matchMedia("(prefers-color-scheme: ${scheme})").matches`)).toBe(true);
    expect(await page.evaluate(faint)).toEqual([]);
    await page.resize(360, 740);
    expect(await page.evaluate("innerWidth")).toBe(360);
    expect(await page.evaluate(wide)).toEqual([]);
    expect(await page.evaluate(faint)).toEqual([]);
    await page.resize(1200, 900);
  });

  test("nothing is left, nothing was complained of, and nobody else was asked", async () => {
    expect(await example.witness()).toMatchObject({ sockets: 0, downloads: 0 });
    expect(await page.evaluate("navigator.locks.query()")).toEqual({ held: [], pending: [] });
    expect([...hosts]).toEqual([new URL(example.url).host]);
    expect(page.errors).toEqual([]);
    expect(page.console).toEqual([]);
    const { headers } = await fetch(example.url);
    expect(headers.get("content-security-policy")).toBe("default-src 'self'; connect-src 'self' ws:");
  });

  if (name === "chromium") {
    test("Vite's dev server serves the same", async () => {
      const developed = new BrowserExample("--port", "0", "--latency", "10");
      await developed.started();
      const tab = await browser.open(developed.url);
      await tab.puppeteer!.bringToFront();
      await run(tab, "suppressed");
      expect(await log(tab)).toEqual(logs["suppressed"]);
      expect(tab.errors).toEqual([]);
      expect(tab.console.filter((line) => !line.startsWith("debug: [vite]"))).toEqual([]);
      await tab.close();
      expect(await developed.interrupted()).toBe(0);
      await page.puppeteer!.bringToFront();
    });

    test.each([
      ["no-preference", true],
      ["reduce", false],
    ])("bars grow while nothing happens, prefers-reduced-motion: %s: %s", async (value, grows) => {
      await page.puppeteer!.emulateMediaFeatures([{ name: "prefers-reduced-motion", value }]);
      await run(page, "cancelled", async () => {
        await until(page, `document.getElementById("log").textContent.includes("note 1 of 3 is here")`);
        const changed = await page.evaluate(`(async () => {
          const columns = () => document.getElementById("chart").style.getPropertyValue("--columns");
          const before = columns();
          for (let i = 0; i < 4; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
          return columns() !== before;
        })()`);
        expect(changed).toBe(grows);
        await cancel(page);
      });
    });
  }
});

test("Ctrl-C ends it cleanly", async () => {
  expect(await example.interrupted()).toBe(0);
  expect(example.lines.at(-1)).toBe("closing 0 WebSockets, and the server");
});

test("a wrong option is refused with what to write", async () => {
  const wrong = new BrowserExample("--port", "many");
  const status = await wrong.ended();
  const line = "--port takes a number up to 65535, found many: npm run browser -- --port 8000";
  expect({ status, lines: wrong.lines }).toEqual({ status: 2, lines: [line] });
});
