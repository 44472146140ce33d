const require=process.getBuiltinModule;
var e=new RegExp("[\\p{Default_Ignorable_Code_Point}\\p{Co}\\u{FFF9}-\\u{FFFB}]|(?![\\t\\n])\\p{Cc}","gu");function t(n){return n.replace(/\r\n?|[\u2028\u2029]/g,`
`).replace(e,"")}function u(n,r){return n.length<=r?n:`${n.slice(0,r).toWellFormed().replace(/\uFFFD$/,"")}
[cut here: ${n.length} characters in all]`}export{t as a,u as b};
