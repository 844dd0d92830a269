// What is rarely seen and must still look right: work in progress, long and right-to-left names, ten thousand
// documents, a server that is gone. Runs against the mock, which can be slow or full at will.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "./serve.mjs";
import { openStory } from "./story.mjs";

const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
const LONG = `${"Vertrag über die Lieferung und Wartung von Förderanlagen im Werk Süd ".repeat(3)}(Endfassung).txt`;
const RTL = "عقد إيجار المكتب الرئيسي.txt";
const ARABIC = "تبلغ مدة الإخطار ثلاثة أشهر قبل نهاية العقد. تبلغ قيمة الإيجار 4000 درهم في الشهر.\n\nالتوقيع في دبي.";

const slow = await startServer(["--slow"]);
const one = await openStory(slow.base);
let good = true;
{
  const { page, step, shot, clean, end } = one;
  await step("work in progress, long and right-to-left names", async () => {
    await page.goto(slow.base);
    const files = [
      file(RTL, ARABIC),
      file(LONG, "Die Frist beträgt drei Monate. ".repeat(400)),
      file("partial.txt", "Some text. ".repeat(900)),
    ];
    await page
      .getByLabel("Files to add")
      .setInputFiles([...files, file("encrypted.txt", "x"), file("notes.md", "# Plan\n\nOne. Two. Three.")]);
    await page
      .getByText(/Embedding\s\d+\sof\s\d+/)
      .first()
      .waitFor();
    await page.getByText(/left/).first().waitFor();
    await shot("state-progress");
    await clean("work in progress");
    await page.getByText("nothing could be read on pages 2, 5 and 7").waitFor();
    await page
      .locator("li", { hasText: "العقد" })
      .or(page.locator("li", { hasText: RTL }))
      .getByText("Ready")
      .waitFor();
  });
  await step("each way in which reading fails says what to do, and costs nothing", async () => {
    const ways = ["needs_ocr", "unreadable_fonts", "encrypted", "damaged", "unsupported", "too_large", "empty"];
    await page.getByLabel("Files to add").setInputFiles(ways.map((way) => file(`${way}.bin`, way)));
    for (const way of ways)
      await page
        .locator("li", { hasText: `${way}.bin` })
        .getByText("Not added")
        .waitFor();
    await shot("state-failures");
    await clean("failed files");
    await page.getByRole("button", { name: "needs_ocr.bin", exact: true }).click();
    await page.getByText("nothing charged").waitFor();
    await page.getByText("There is no text to show.").waitFor();
    await shot("state-failed");
    await clean("a failed file");
    await page.keyboard.press("Escape");
    for (const way of ways) {
      await page.getByLabel(`Delete ${way}.bin`).click();
      await page.getByRole("button", { name: "Delete", exact: true }).last().click();
      await page.getByLabel(`Delete ${way}.bin`).waitFor({ state: "detached" });
    }
    await shot("state-receipts");
    await clean("many receipts");
    await page.goto(slow.base);
  });
  await step("a table is shown as one, with its empty cells", async () => {
    const table = "Tool |  | Week\nDrill | 12 | 40\n | 9 | 30";
    await page.getByLabel("Files to add").setInputFiles([file("prices.txt", table)]);
    await page.locator("li", { hasText: "prices.txt" }).getByText("Ready").waitFor();
    await page.getByRole("button", { name: "prices.txt", exact: true }).click();
    await page.locator("table").waitFor();
    const rows = await page
      .locator("tr")
      .evaluateAll((all) => all.map((row) => [...row.cells].map((it) => it.innerText)));
    assert.deepEqual(rows, [
      ["Tool", "", "Week"],
      ["Drill", "12", "40"],
      ["", "9", "30"],
    ]);
    assert.equal(await page.locator("th").count(), 3);
    await shot("state-table");
    await clean("a table");
    await page.keyboard.press("Escape");
    await page.getByLabel("Delete prices.txt").click();
    await page.getByRole("button", { name: "Delete", exact: true }).last().click();
    await page.getByText("0 passages of this document can be found.").waitFor();
  });
  await step("a dropped folder comes with all that lies in it, and without clutter", async () => {
    const folder = mkdtempSync(join(tmpdir(), "drop-"));
    mkdirSync(join(folder, "contracts/2024/old"), { recursive: true });
    for (let at = 0; at < 120; at += 1)
      writeFileSync(join(folder, "contracts/2024", `part ${at}.txt`), `Part ${at} of the contract.`);
    writeFileSync(join(folder, "contracts/2024/old/deep.txt"), "Deep down lies the annex.");
    writeFileSync(join(folder, "contracts/.DS_Store"), "clutter");
    const session = await page.context().newCDPSession(page);
    const data = { items: [], files: [join(folder, "contracts")], dragOperationsMask: 1 };
    await session.send("Input.dispatchDragEvent", { type: "dragEnter", x: 700, y: 500, data });
    await session.send("Input.dispatchDragEvent", { type: "dragOver", x: 700, y: 500, data });
    await page.getByText("Drop to add").waitFor();
    await shot("state-dragging");
    await session.send("Input.dispatchDragEvent", { type: "drop", x: 700, y: 500, data });
    await page.getByText("126 documents").waitFor({ timeout: 60_000 });
    await page.getByLabel("Find a document by name").fill("contracts/2024/old/deep");
    await page.locator("button[title='contracts/2024/old/deep.txt']").waitFor();
    await page.getByLabel("Find a document by name").fill("");
    rmSync(folder, { recursive: true });
  });
  await step("an answer says which step runs, then comes, right to left", async () => {
    await page.getByLabel("Your question").fill("كم تبلغ مدة الإخطار قبل نهاية العقد؟");
    await page.keyboard.press("Enter");
    await page.getByText("Looking for passages…").first().waitFor();
    await shot("state-asking");
    await page.locator("[data-citation='1']").click();
    await page.locator("mark").waitFor();
    await page.locator(".proof").waitFor();
    assert((await page.locator("mark").innerText()).startsWith("تبلغ مدة الإخطار"));
    await shot("state-rtl");
    await clean("a right-to-left source");
  });
  await step("a server that is gone is named, with what to do", async () => {
    slow.stop();
    await page.getByText("connecting again").waitFor();
    await page.getByLabel("Your question").fill("Is anybody there?");
    await page.keyboard.press("Enter");
    await page.getByText("The server does not answer.").first().waitFor();
    await shot("state-gone");
    await clean("an error");
    one.browser.complaints.length = 0;
  });
  good = (await end()) && good;
}

const full = await startServer(["--many", "10000"]);
{
  const { page, step, shot, clean, end } = await openStory(full.base);
  await step("ten thousand documents scroll to the end with few rows on the page", async () => {
    await page.goto(full.base);
    await page.getByText("10,000 documents").waitFor();
    const list = page.locator("ul[aria-label='Documents']");
    for (let turn = 0; turn < 150; turn += 1) {
      const rows = await list.locator("li").count();
      assert(rows < 60, `${rows} rows exist at once`);
      await page
        .locator("ul[aria-label='Documents']")
        .evaluate((it) => (it.parentElement.scrollTop = it.parentElement.scrollHeight));
      if (await page.getByText("note 0.txt", { exact: true }).isVisible()) break;
      await page.waitForTimeout(30);
    }
    await page.getByText("note 0.txt", { exact: true }).waitFor();
    assert.equal(await list.locator("li").last().getAttribute("aria-setsize"), "10000");
    await shot("state-many");
    await clean("a long list");
  });
  await step("a name finds its document among them", async () => {
    await page.getByLabel("Find a document by name").fill("note 7777");
    await page.waitForFunction(() => document.querySelectorAll("ul[aria-label='Documents'] li").length === 1);
    await page.getByLabel("Find a document by name").fill("no such name");
    await page.getByText("No document matches.").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByText("note 9999.txt", { exact: true }).waitFor();
  });
  good = (await end()) && good;
}
full.stop();
process.exit(good ? 0 : 1);
