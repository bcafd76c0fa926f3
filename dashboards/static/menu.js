// Streamlit's menu is a list with its sections between the list and the items, which
// screen readers do not take for a list. Without list roles its links are plain links
// of the navigation, in order, under their headings.
(() => {
  const lists = '[data-testid="stSidebarNavItems"]';
  const mend = () => {
    for (const one of document.querySelectorAll(`${lists}, ${lists} li`)) {
      if (one.getAttribute("role") !== "none") one.setAttribute("role", "none");
    }
  };
  new MutationObserver(mend).observe(document.documentElement, {
    childList: true,
    subtree: true,
  });
})();
