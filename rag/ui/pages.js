// A click on a page's link is lost where, while a script runs, a request of the page that is still open
// follows it: Streamlit makes one request of the two and takes the newer one's page. Then it is made again.
(() => {
  const LINK = '[data-testid="stSidebarNavLink"]';
  const PATIENCE = 700; // milliseconds in which a page that is asked for should be there
  const LOOKS = 20;
  const REPEATS = 3;
  let wanted = null;

  // Clicks again if the page that is wanted has not come and no script runs that may yet bring it.
  function arrive(page) {
    const here = page !== wanted || page.path === window.location.pathname;
    if (here || !page.link.isConnected || !page.looks-- || !page.repeats) return;
    const app = document.querySelector('[data-testid="stApp"]');
    if (app?.dataset.testScriptState !== "running") {
      page.repeats--;
      page.link.click();
    }
    setTimeout(arrive, PATIENCE, page);
  }

  function asked(event) {
    const link = event.target.closest?.(LINK);
    if (!link || !event.isTrusted || event.ctrlKey || event.metaKey || event.shiftKey) return;
    wanted = { link, path: new URL(link.href).pathname, looks: LOOKS, repeats: REPEATS };
    setTimeout(arrive, PATIENCE, wanted);
  }

  if (window.footnotePages) return; // drawn once more, as another page
  window.footnotePages = true;
  window.addEventListener("click", asked, { capture: true });
})();
