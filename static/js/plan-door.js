// How the editing page talks to the server: JSON both ways, refusals as sentences.

export class Door {
  constructor(box, say) {
    this.words = box.dataset;
    this.say = say;
    this.token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  }

  get(url, { quiet = false } = {}) {
    return this.ask(url, {}, { quiet });
  }

  post(url, body, { signal, refused } = {}) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token };
    const options = { method: "POST", headers, body: JSON.stringify(body), signal };
    return this.ask(url, options, { refused });
  }

  form(form) {
    return this.ask(form.action, { method: "POST", body: new FormData(form) }, {});
  }

  async html(url) {
    const answer = await fetch(url).catch(() => null);
    return answer?.ok && !answer.redirected ? answer.text() : null;
  }

  // What the server says, or null after a refusal, which is told.
  async ask(url, options, { quiet = false, refused } = {}) {
    try {
      const headers = { Accept: "application/json", ...options.headers };
      const answer = await fetch(url, { ...options, headers });
      if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
        this.say(answer.redirected ? this.words.saysSignedOut : this.words.saysFailed);
        return null;
      }
      const told = await answer.json();
      if (!answer.ok) {
        (refused ?? (({ says }) => this.say(says)))(told);
        return null;
      }
      return told;
    } catch (error) {
      if (error.name !== "AbortError" && !quiet) {
        this.say(this.words.saysFailed);
      }
      return null;
    }
  }
}
