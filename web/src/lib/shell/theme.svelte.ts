/** The chosen theme: as the system says, light, or dark; kept for the next visit. */

import type { IconName } from "./Icon.svelte";

export type Theme = "system" | "light" | "dark";

export const THEMES: Record<Theme, { name: string; icon: IconName }> = {
  system: { name: "like the system", icon: "system" },
  light: { name: "light", icon: "sun" },
  dark: { name: "dark", icon: "moon" },
};

class ThemeState {
  now = $state<Theme>("system");

  constructor() {
    const stored = document.documentElement.dataset["theme"];
    if (stored === "light" || stored === "dark") this.now = stored;
  }

  set(theme: Theme): void {
    this.now = theme;
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
    try {
      localStorage.setItem("knowhow.theme", theme);
    } catch {
      // Storage is switched off: the choice lasts until the page is closed.
    }
  }
}

export const theme = new ThemeState();
