/**
 * The list that is watched until a user has one of their own: as many symbols as the reference
 * system watched, of funds and shares whose options are traded most, under the tickers of today
 * (XYZ was SQ, PSKY was PARA).
 */
export const starterSymbols: readonly string[] = [
  // Funds of the market, of sectors, of bonds and metals.
  ..."SPY QQQ IWM DIA VTI TLT HYG GLD SLV USO XLK XLF XLE XLV XLI XLY XLP XLU XLB XLC SMH".split(
    " ",
  ),
  ..."XBI KRE ARKK".split(" "),
  // The largest companies.
  ..."AAPL MSFT NVDA AMZN GOOGL GOOG META TSLA AVGO BRK.B".split(" "),
  // Chips and machines.
  ..."AMD INTC MU QCOM TXN AMAT LRCX KLAC ASML ARM TSM MRVL ADI ON SMCI DELL HPQ".split(" "),
  // Software.
  ..."ORCL CRM ADBE NOW INTU IBM CSCO ACN SNOW PLTR DDOG NET CRWD ZS PANW FTNT S OKTA MDB".split(
    " ",
  ),
  ..."WDAY SHOP APP U PATH AI".split(" "),
  // Media.
  ..."NFLX DIS WBD PSKY ROKU SPOT RBLX TTWO EA TTD PINS SNAP RDDT".split(" "),
  // Money.
  ..."JPM BAC WFC C GS MS SCHW BLK AXP V MA PYPL XYZ COIN HOOD SOFI AFRM MSTR".split(" "),
  // Health.
  ..."UNH LLY JNJ PFE MRK ABBV TMO ABT DHR AMGN GILD CVS ISRG VRTX REGN MRNA HIMS".split(" "),
  // Shops and travel.
  ..."WMT COST HD LOW TGT SBUX MCD NKE LULU CMG KO PEP PG PM UBER ABNB DASH BKNG CVNA".split(" "),
  // Oil, metals, machines, carriers.
  ..."XOM CVX COP OXY SLB FCX NEM CAT DE BA GE RTX LMT HON UPS FDX DAL UAL".split(" "),
  // Cars, power, and what is talked about.
  ..."F GM RIVN NIO OKLO SMR CEG VST RKLB ASTS IONQ NEE T VZ".split(" "),
];
