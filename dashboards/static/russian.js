// Streamlit's own words are English and cannot be set. This fixed dictionary says them
// in Russian; what our pages write is never touched (Markdown, our HTML, tables).
(() => {
  const words = {
    "Upload": "Выбрать файл",
    "Browse files": "Выбрать файл",
    "Uploading...": "Отправляется…",
    "Drag and drop file here": "Перетащите файл сюда",
    "Drop file here": "Отпустите файл здесь",
    "Remove file": "Убрать файл",
    "Page not found": "Страница не найдена",
    "Connection error": "Нет связи с сервером",
    "Connecting": "Соединение…",
    "Running...": "Обновляется…",
    "Choose an option": "Выберите",
    "Choose options": "Выберите",
    "No results": "Ничего не найдено",
    "No options to select": "Нет вариантов",
    "Select all": "Выбрать все",
    "Clear all": "Очистить",
    "Clear value": "Очистить",
    "Search": "Поиск",
    "Download as CSV": "Скачать CSV",
    "Fullscreen": "Во весь экран",
    "Close fullscreen": "Обычный вид",
    "Show/hide columns": "Показать или скрыть столбцы",
    "Sort ascending": "По возрастанию",
    "Sort descending": "По убыванию",
    "Autosize": "Подобрать ширину",
    "Pin column": "Закрепить столбец",
    "Unpin column": "Открепить столбец",
    "Hide column": "Скрыть столбец",
    "Press Enter to apply": "Enter — применить",
    "Press Enter to submit form": "Enter — отправить",
    "Skip to main content": "К содержанию",
    "Close": "Закрыть",
    "Open sidebar": "Открыть меню",
    "Close sidebar": "Закрыть меню",
    "Collapse sidebar": "Свернуть меню",
    "Expand sidebar": "Развернуть меню",
    "View more": "Ещё",
    "View less": "Свернуть",
    "empty": "пусто",
    "Previous": "Назад",
    "Next": "Вперёд",
    "Previous month": "Предыдущий месяц",
    "Next month": "Следующий месяц",
    "Choose date": "Выбрать дату",
    "dd": "дд",
    "mm": "мм",
    "yyyy": "гггг",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.":
      "Стрелки — выбор дня, Enter — выбрать, Escape — закрыть.",
    "Sidebar": "Меню",
    "App pages": "Страницы",
    "Link to heading": "Ссылка на этот раздел",
    "Open": "Открыть",
    "Dismiss": "Закрыть",
    "file upload": "файл",
    "Show password": "Показать пароль",
    "Hide password": "Скрыть пароль",
    "Copy to clipboard": "Скопировать",
    "Copied": "Скопировано",
    "The page that you have requested does not seem to exist. Running the app's main page.":
      "Такой страницы нет, или она вам не открыта. Показана первая ваша страница.",
  };
  const patterns = [
    [/^(?:Limit )?(\d+)MB per file(?: • (.+))?$/, (_, size, kinds) => `до ${size} МБ` + (kinds ? ` • ${kinds}` : "")],
    [/^You do not have access to page (.+)$/, (_, page) => `Страница ${page} вам не открыта`],
    [/^File must be (\d+)(?:\.0)?MB or smaller\.$/, (_, size) => `Файл не должен быть больше ${size} МБ.`],
    [/^Select (\d+) matches$/, (_, count) => `Выбрать всех найденных: ${count}`],
    [/^(\d+) options? available\.$/, (_, count) => `Вариантов: ${count}.`],
    [/^Help for (.+)$/, (_, label) => `Подсказка: ${label}`],
    [/^Choose date, (.+)$/, (_, month) => `Выбрать дату, ${month}`],
    [/^day, (.+)$/, (_, label) => `день, ${label}`],
    [/^month, (.+)$/, (_, label) => `месяц, ${label}`],
    [/^year, (.+)$/, (_, label) => `год, ${label}`],
    [/^(\S+) files are not allowed\.$/, (_, kind) => `Файлы ${kind} не принимаются.`],
  ];
  const ours = '[data-testid="stMarkdownContainer"],[data-testid="stHtml"],table';
  const russian = (text) => {
    const key = text.trim();
    if (!key) return text;
    if (Object.hasOwn(words, key)) return text.replace(key, words[key]);
    for (const [pattern, say] of patterns) {
      if (pattern.test(key)) return key.replace(pattern, say);
    }
    return text;
  };
  const isOurs = (element) =>
    element?.closest(ours) && !element.closest('[data-testid="stFileUploader"] button');
  const translate = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (isOurs(node.parentElement)) return;
      const said = russian(node.nodeValue);
      if (said !== node.nodeValue) node.nodeValue = said;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      for (const name of ["aria-label", "title", "placeholder"]) {
        const value = node.getAttribute(name);
        if (!value) continue;
        const said = russian(value);
        if (said !== value) node.setAttribute(name, said);
      }
      node.childNodes.forEach(translate);
    }
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(translate);
      else translate(change.target);
    }
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ["aria-label", "title", "placeholder"],
  });
})();
