// What is around asking: the palette, and what adding costs.
import assert from "node:assert/strict";

/** Runs the steps in an open story; `one` is a document that is ready. */
export async function desk({ page, step, shot, clean }, base, one) {
  await step("the palette finds a document, a command and a theme without a mouse", async () => {
    await page.goto(base);
    await page.locator("li", { hasText: one }).waitFor();
    const find = page.getByRole("combobox", { name: "Find a document or a command" });
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("option", { name: "Ask a question" }).waitFor();
    await page.getByRole("group", { name: "Documents" }).waitFor();
    await shot("palette-light");
    await clean("the palette");
    await find.fill(one);
    await page.getByRole("option", { name: one, exact: true }).waitFor();
    await page.keyboard.press("ControlOrMeta+k");
    await find.waitFor({ state: "detached" });
    await page.keyboard.press("ControlOrMeta+k");
    await find.fill("theme dark");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
    await page.keyboard.press("ControlOrMeta+k");
    await find.fill(one);
    const option = page.getByRole("option", { name: one, exact: true });
    await option.waitFor();
    while ((await option.getAttribute("aria-selected")) !== "true") await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator(".sheet h2", { hasText: one }).waitFor();
    await page.keyboard.press("ControlOrMeta+k");
    await find.fill("delete");
    await shot("palette-dark");
    await clean("the palette in dark");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Delete this document?" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("ControlOrMeta+k");
    await find.fill("like the system");
    await page.keyboard.press("Enter");
  });

  await step("the price stands before adding, and what was charged in the row", async () => {
    await page.goto(base);
    await page.getByText(/^About \d+ credits \(\$[\d.]+\) a page$/).waitFor();
    await page
      .locator("li", { hasText: one })
      .getByText(/\d+\scredits\s\(\$[\d.]+\)/)
      .waitFor();
    const shown = await page.locator("li", { hasText: one }).innerText();
    const list = await page.evaluate(async () => (await fetch("api/v1/documents")).json());
    const { version } = list.data.find((it) => it.name === one);
    assert.equal(version.charged_millicredits, version.chunk_count * 3000);
    assert(shown.replaceAll("\u00a0", " ").includes(`${version.charged_millicredits / 1000} credits`), shown);
  });

  await step("much is added only after its price was agreed to", async () => {
    const big = { name: "big.txt", mimeType: "text/plain", buffer: Buffer.alloc(400_000, "A long text. ") };
    await page.getByLabel("Files to add").setInputFiles([big]);
    await page.getByRole("heading", { name: "Add 1 document?" }).waitFor();
    await page.getByText(/^about [\d,]+ credits \(\$[\d.]+\)$/).waitFor();
    await shot("quote-light");
    await clean("the price of much");
    await page.getByRole("button", { name: "Do not add" }).click();
    await page.getByRole("heading", { name: "Add 1 document?" }).waitFor({ state: "detached" });
    assert.equal(await page.locator("li", { hasText: "big.txt" }).count(), 0);
  });
}
