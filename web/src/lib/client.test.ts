import { describe, expect, it } from "vitest";
import { asApiError, errorFrom } from "./client";

const body = (error: object): string => JSON.stringify({ error });

describe("a failed response", () => {
  it.each([
    [
      404,
      body({ message: "There is no such document", type: "not_found_error", code: "not_found", param: null }),
      "There is no such document.",
      "not_found",
    ],
    [
      413,
      body({ message: "Too large: split it.", type: "invalid_request_error", code: null, param: null }),
      "Too large: split it.",
      "invalid_request_error",
    ],
    [502, "<html>Bad gateway</html>", "The server could not do this. Try again in a moment.", "http_502"],
    [500, "null", "The server could not do this. Try again in a moment.", "http_500"],
    [0, "", "The server does not answer. Check that it is running and try again.", "unreachable"],
  ])("%i becomes a sentence with a code", (status, text, message, code) => {
    const error = errorFrom(status, text);
    expect([error.message, error.code, error.status]).toEqual([message, code, status]);
  });

  it("keeps an error that already is one, and names a lost connection", () => {
    const error = errorFrom(404, "");
    expect(asApiError(error)).toBe(error);
    expect(asApiError(new TypeError("failed to fetch")).code).toBe("unreachable");
  });
});
