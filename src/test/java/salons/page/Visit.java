package salons.page;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import salons.e2e.CanIgnoreReturnValue;

/** A tab in a room, as its visitor uses it. */
record Visit(Page page) {
  /** Through the card at the door, until the room shows and all around it is there. */
  @CanIgnoreReturnValue
  static Visit enter(Page page, String url, String room, String name) {
    page.navigate(url + "#" + room);
    page.waitForSelector("#entry[open]");
    page.fill("#name", name);
    page.press("#name", "Enter");
    return new Visit(page).awaitRoom(room);
  }

  @CanIgnoreReturnValue
  Visit awaitRoom(String room) {
    page.waitForSelector(
        "#conn[data-state=online]", new Page.WaitForSelectorOptions().setState(ATTACHED));
    page.waitForSelector(
        "#rooms [aria-current=page][data-room='" + room + "']",
        new Page.WaitForSelectorOptions().setState(ATTACHED));
    // Known once the server let the tab in, which would undo what it was told before.
    page.waitForSelector(
        "#members-count:not([hidden])", new Page.WaitForSelectorOptions().setState(ATTACHED));
    return this;
  }

  private static final com.microsoft.playwright.options.WaitForSelectorState ATTACHED =
      com.microsoft.playwright.options.WaitForSelectorState.ATTACHED;

  void say(String text) {
    page.fill("#text", text);
    page.press("#text", "Enter");
  }

  void awaitMessages(int count) {
    page.waitForFunction(
        "count => document.querySelectorAll('#log li[data-seq][data-state=sent]').length >= count",
        count);
  }

  /** Until it is in the room's log, not only on its author's page. */
  void awaitText(String text) {
    page.waitForSelector("#log li[data-seq][data-state=sent] .text:text-is('" + text + "')");
  }

  void awaitState(String state) {
    page.waitForSelector(
        "#conn[data-state=" + state + "]", new Page.WaitForSelectorOptions().setState(ATTACHED));
  }

  void awaitTrue(String expression) {
    page.waitForFunction(expression);
  }

  /** The same of a promise, which Playwright would take for true before it is kept. */
  static void awaitPromise(Page page, String expression, @Nullable Object argument) {
    page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate(expression, argument)));
  }

  /** A headless browser hides no tab: the page is told so. */
  void look(boolean visible) {
    page.evaluate(
        "visible => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => !visible });"
            + " document.dispatchEvent(new Event('visibilitychange')); }",
        visible);
  }

  List<String> attributes(String name) {
    return page.locator("#log li[data-seq]").all().stream()
        .map(line -> String.valueOf(line.getAttribute("data-" + name)))
        .toList();
  }

  List<String> texts() {
    return page.locator("#log li.message .text").allInnerTexts();
  }

  boolean is(String expression) {
    return (boolean) page.evaluate(expression);
  }

  double number(String expression) {
    return ((Number) page.evaluate(expression)).doubleValue();
  }

  static List<String> seqs(int last) {
    return LongStream.rangeClosed(1, last).mapToObj(Long::toString).toList();
  }
}
