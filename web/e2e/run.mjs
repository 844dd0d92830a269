// The whole way as a person goes it, in Chromium: add PDFs, watch, ask, open the citation, delete.
// Usage: [KNOWHOW_BIN=... | BASE_URL=...] node e2e/run.mjs [--screenshots]; without either the mock answers.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { agreement, wordsUnderMarks } from "./browser.mjs";
import { desk } from "./desk.mjs";
import { documents } from "./documents.mjs";
import { startServer } from "./serve.mjs";
import { here, openStory, out } from "./story.mjs";

const { files, folder, questions, one } = documents();
const candidates = questions.filter((it) => it.answerable && it.evidence[0].doc_id === one).slice(0, 6);
let asked = candidates[0];

const server = await startServer();
const story = await openStory(server.base);
const { page, browser, step, shot, clean, end } = story;
const ready = (name) => page.locator("li", { hasText: name }).getByText("Ready").waitFor({ timeout: 120_000 });

await step("an empty page says what it is for", async () => {
  await page.goto(server.base);
  await page.getByText("Drop files or folders here").waitFor();
  await shot("empty-light");
  await clean("the empty page");
});

await step("dropped files have a row at once and become ready", async () => {
  await page.getByLabel("Files to add").setInputFiles(files.map((name) => join(folder, name)));
  for (const name of files) await page.locator("li", { hasText: name }).waitFor({ timeout: 60_000 });
  await shot("adding-light");
  for (const name of files) await ready(name);
  await shot("documents-light");
});

await step("a file that cannot be read says why", async () => {
  const broken = { name: "locked.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 not really") };
  await page.getByLabel("Files to add").setInputFiles([broken]);
  await page.locator("li", { hasText: "locked.pdf" }).getByText("Not added").waitFor({ timeout: 60_000 });
  await clean("the list");
});

/** Asks and returns whether it was answered, and whether the answer holds what is expected. */
async function ask({ question, answers }) {
  await page.getByLabel("Your question").fill(question);
  await page.keyboard.press("Enter");
  await page.waitForFunction((it) => new URL(location.href).searchParams.get("q") === it, question);
  await page.locator("article[aria-busy=false]").locator(".proof, .refusal").waitFor({ timeout: 60_000 });
  const said = (await page.locator(".proof").isVisible()) ? await page.locator(".sentences").innerText() : null;
  const holds = said !== null && answers.some((answer) => said.includes(answer));
  console.log(`      ${said === null ? "refused" : holds ? "right" : "something else"}: ${question}`);
  return { answered: said !== null, holds };
}

await step("a question is answered with citations", async () => {
  let fallback = null;
  for (asked of candidates) {
    const { answered, holds } = await ask(asked);
    if (holds) break;
    if (answered) fallback ??= asked;
    if (asked === candidates.at(-1) && fallback && !answered) await ask((asked = fallback));
  }
  await page.locator(".proof").waitFor({ timeout: 5_000 });
  await page.getByText("Why this answer").click();
  await shot("answer-light");
  await clean("the answer");
});

await step("a citation opens the page with its words marked", async () => {
  await page.locator("[data-citation='1']").click();
  await page.locator("[data-rectangle]").first().waitFor();
  await page.locator(".page:has([data-rectangle]) .texts[data-ready]").waitFor();
  const quote = await page.locator("blockquote").innerText();
  const { found, length } = agreement(quote, await wordsUnderMarks(page));
  console.log(
    `      ${Math.round(found * 100)} % of the quote's words under the marks, length ${length.toFixed(2)} of it`,
  );
  assert(found >= 0.9, `the marks lie over other words than “${quote}”: “${await wordsUnderMarks(page)}”`);
  assert(length > 0.8 && length < 1.3, `the marks cover too much or too little: ${length}`);
  const box = await page.locator("[data-rectangle]").first().boundingBox();
  assert(box.y > 100 && box.y < 900, "the marked words are in view");
  await shot("source-light");
  await clean("the source");
});

await step("a passage opens the page with its lines marked, as a citation does", async () => {
  await page.keyboard.press("Escape");
  const passage = page.locator("[data-passage]", { hasText: ".pdf" }).first();
  const text = await passage.locator("xpath=..").locator(".text").innerText();
  await passage.click();
  await page.locator("[data-rectangle]").first().waitFor();
  await page.locator(".page:has([data-rectangle]) .texts[data-ready]").first().waitFor();
  const pages = await page.locator(".page:has([data-rectangle])").count();
  const under = await wordsUnderMarks(page);
  const { found } = agreement(text, under);
  console.log(`      ${Math.round(found * 100)} % of the passage's words under the marks of ${pages} page(s)`);
  // Only pages near the view have their words, so a passage over two pages is not seen whole.
  assert(found >= (pages > 1 ? 0.4 : 0.9), `the marks lie over “${under}” and not over “${text}”`);
  assert.equal(await passage.getAttribute("aria-current"), "true");
  await shot("passage-light");
  await clean("a passage in its page");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.matches("[data-passage]"));
  await page.locator("[data-citation='1']").click();
  await page.locator("blockquote").waitFor();
});

await step("next, previous, copy and Esc work from the keyboard", async () => {
  const total = await page.locator("[data-citation]").count();
  if (total > 1) {
    await page.keyboard.press("n");
    await page.getByText(`Citation 2 of ${total}`).waitFor();
    await page.keyboard.press("p");
    await page.getByText(`Citation 1 of ${total}`).waitFor();
  }
  const quote = await page.locator("blockquote").innerText();
  await page.getByLabel("Copy the quote with its reference").click();
  await page.getByText("Copied", { exact: true }).waitFor({ state: "attached" });
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert(copied.includes(quote.replace(/\s+/g, " ").trim().slice(0, 40)) && copied.includes(".pdf"), copied);
  await page.keyboard.press("Escape");
  await page.locator(".sheet").first().waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.matches("[data-citation='1']"));
});

await step("the text view marks the same words", async () => {
  await page.locator("[data-citation='1']").click();
  const quote = await page.locator("blockquote").innerText();
  await page.getByRole("button", { name: "Text", exact: true }).click();
  await page.locator("mark").first().waitFor();
  const marked = (await page.locator("mark").allInnerTexts()).join(" ");
  const { found, length } = agreement(quote, marked);
  assert(found === 1 && Math.abs(length - 1) < 0.02, `marked “${marked}” for “${quote}”`);
  await shot("text-light");
});

await step("the address brings the same view back", async () => {
  await page.reload();
  await page.locator("[data-rectangle]").first().waitFor({ timeout: 60_000 });
  await page.locator(".page:has([data-rectangle]) .texts[data-ready]").waitFor();
  assert.equal(await page.getByLabel("Your question").inputValue(), asked.question);
});

const link = page.url();
await step("dark", async () => {
  const dark = await browser.newPage({ theme: "dark" });
  await dark.goto(link);
  await dark.locator(".page:has([data-rectangle]) .texts[data-ready]").waitFor({ timeout: 60_000 });
  await shot("source-dark", dark);
  await clean("the source in dark", dark);
  await dark.keyboard.press("Escape");
  await dark.getByText("Why this answer").click();
  await shot("answer-dark", dark);
  await clean("the answer in dark", dark);
  await dark.close();
});

await step("phone", async () => {
  for (const theme of ["light", "dark"]) {
    const phone = await browser.newPage({ width: 390, height: 844, theme });
    await phone.goto(`${server.base}/`);
    await phone.locator("li", { hasText: one }).waitFor();
    await shot(`phone-documents-${theme}`, phone);
    await clean("documents on a phone", phone);
    await phone.goto(link);
    await phone.locator(".page:has([data-rectangle]) .texts[data-ready]").waitFor({ timeout: 60_000 });
    await shot(`phone-source-${theme}`, phone);
    await clean("the source on a phone", phone);
    const wide = await phone.evaluate(() => document.documentElement.scrollWidth);
    assert(wide <= 390, `the page is ${wide} px wide on a phone of 390`);
    await phone.keyboard.press("Escape");
    await phone.getByText("Why this answer").waitFor();
    await shot(`phone-answer-${theme}`, phone);
    await clean("the answer on a phone", phone);
    await phone.close();
  }
});

await step("what the documents do not say is refused kindly", async () => {
  await page.goto(server.base);
  await page.getByLabel("Your question").fill("Which wine goes with grilled octopus?");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.getByText("I did not find this in your documents.").waitFor({ timeout: 60_000 });
  await shot("refusal-light");
  await clean("a refusal");
});

await desk(story, server.base, one);

await step("a delete shows its proof, and the answer no longer cites the document", async () => {
  await page.goto(server.base);
  await page.getByLabel(`Delete ${one}`).click();
  await shot("delete-light");
  await clean("the question before a delete");
  await page.getByRole("button", { name: "Delete", exact: true }).last().click();
  await page.getByText("0 passages of this document can be found.").waitFor({ timeout: 30_000 });
  await shot("deleted-light");
  await clean("the proof of a delete");
  await page.goto(link);
  await page.locator(".proof, .refusal").first().waitFor({ timeout: 60_000 });
  assert(!(await page.locator("article").innerHTML()).includes(one), "the deleted document is cited again");
});

const good = await end();
server.stop();
if (process.argv.includes("--screenshots") && good) {
  const guide = here("../../docs/guide/");
  mkdirSync(guide, { recursive: true });
  for (const name of ["source-light", "source-dark", "phone-source-light"])
    copyFileSync(join(out, `${name}.png`), join(guide, `${name}.png`));
}
process.exit(good ? 0 : 1);
