const require=process.getBuiltinModule;
import{c as a,d as b,e as c,f as d,g as e}from"./chunk-LBBHJCAI.js";import"./chunk-3Y6OFJHH.js";import"./chunk-5BIDORPD.js";import"./main-shared.js";import"./start-shared.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{b as BrowserLogins,a as CODE_LIFE_TEXT,c as cookieName,d as cookieOf,e as mayUseCookie};
