/** Where the page starts: what is shown follows the query, and the query follows the address. */

import { isAsking, NOTHING, writeAddress } from "./address.js";
import { showAsk, startAsking } from "./ask.js";
import { byId, closeBeside, isModified } from "./elements.js";
import { startFilters } from "./filters.js";
import { go, onQuery, query, start } from "./navigation.js";
import { showPiece, startPieces } from "./piece.js";
import { notice, searchAgain, showResults, stopSearching } from "./results.js";
import { showWelcome } from "./welcome.js";

let shown = null; // the query whose pieces, or invitation, are on the page

function showQuery(asked, previous) {
  showAsk(asked, previous);
  if (shown === null || !findsTheSame(asked, shown)) {
    shown = asked;
    showPieces(asked);
  }
  showPiece(asked, previous);
  document.title = asked.text ? `${asked.text} – Loupe` : "Loupe";
}

/** Whether two queries find the same pieces; which of them is open makes no difference. */
function findsTheSame(one, other) {
  return one.photo === other.photo && writeAddress({ ...one, piece: null }) === writeAddress({ ...other, piece: null });
}

function showPieces(asked) {
  const asking = isAsking(asked);
  document.body.dataset.view = asking ? "results" : "welcome";
  byId("welcome").hidden = asking;
  byId("results").hidden = !asking;
  scrollTo(0, 0);
  if (asking) showResults(asked);
  else {
    stopSearching();
    showWelcome();
  }
}

function refuse(message) {
  byId("area").close(); // the photo that is being marked
  byId("refusal").replaceChildren(notice("That cannot be searched with", message));
}

function lost() {
  return notice("Your photo is no longer here", "It is never kept, so it went when the page was reloaded. Choose it again.");
}

startAsking(refuse);
closeBeside(byId("area"));
startFilters();
startPieces();
onQuery(({ photoLost }) => byId("refusal").replaceChildren(...(photoLost ? [lost()] : [])));
onQuery(({ photo }, previous) => {
  if (photo !== previous.photo) byId("area").close(); // the photo that is being marked
});
onQuery(showQuery);
byId("home").addEventListener("click", (event) => {
  if (isModified(event)) return;
  event.preventDefault();
  go(NOTHING);
});
byId("skip").addEventListener("click", (event) => {
  event.preventDefault(); // an address with a # would be another history entry, without the photo
  byId("results").focus();
});
addEventListener("online", () => searchAgain(query()));
start();
