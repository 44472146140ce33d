const require=process.getBuiltinModule;
import{a as _,b as D,d as k}from"./chunk-GBNHRNFQ.js";import"./chunk-TRHSA7CR.js";import"./chunk-VJV3TXCD.js";import"./chunk-4UKWN662.js";import"./start-shared.js";import"./chunk-OQNXGZ6G.js";import"./main-shared.js";import"./chunk-4NQBZHZH.js";import{a as h,b as w,c as $}from"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";var P=`fragment Health on PullRequest {
  headRefOid
  headRepository { nameWithOwner }
  mergeable
  latestOpinionatedReviews(first: 50) {
    nodes { author { __typename login } state submittedAt authorCanPushToRepository }
  }
  commits(last: 1) {
    nodes {
      commit {
        statusCheckRollup {
          contexts(last: 100) {
            nodes {
              __typename
              ... on CheckRun {
                name
                conclusion
                detailsUrl
                checkSuite { workflowRun { workflow { resourcePath } } }
              }
              ... on StatusContext { context state targetUrl }
            }
          }
        }
      }
    }
  }
}`;function N(e){return{headSha:e.headRefOid,headRepo:e.headRepository?.nameWithOwner??null,mergeable:e.mergeable,checks:m(m(e.commits)[0]?.commit.statusCheckRollup?.contexts).map(K),opinions:m(e.latestOpinionatedReviews).map(X)}}function X({author:e,state:n,submittedAt:s,authorCanPushToRepository:l=null}){return{author:(e?.__typename==="Bot"?void 0:e?.login)??null,state:n,at:s,canPush:l}}function K(e){if(e.__typename==="CheckRun"){let l=e.checkSuite?.workflowRun?.workflow?.resourcePath;return{name:e.name,conclusion:e.conclusion?.toLowerCase()??null,url:e.detailsUrl??"",workflow:l?.split("/").at(-1)??null}}let s=e.state==="PENDING"||e.state==="EXPECTED"?null:e.state.toLowerCase();return{name:e.context,conclusion:s,url:e.targetUrl??"",workflow:null}}function m(e){return(e?.nodes??[]).filter(n=>n!==null)}var T="fragment Written on IssueComment { databaseId url body author { login } viewerDidAuthor createdAt }",A=`query Thread($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    issueOrPullRequest(number: $number) {
      __typename
      ... on Issue {
        issueState: state
        title
        body
        author { login }
        labels(first: 100) { nodes { name } }
        comments(last: 100) { pageInfo { hasPreviousPage startCursor } nodes { ...Written } }
      }
      ... on PullRequest {
        pullState: state
        title
        body
        author { login }
        labels(first: 100) { nodes { name } }
        comments(last: 100) { pageInfo { hasPreviousPage startCursor } nodes { ...Written } }
        ...Health
        headRefName
        headRepository { pushedAt }
        baseRefOid
        baseRefName
        reviews(last: 50) { nodes { author { login } state body submittedAt authorCanPushToRepository } }
        commits(last: 1) { nodes { commit { committedDate author { user { login } } } } }
      }
    }
  }
}
${P}
${T}`,x=`query Comments($owner: String!, $repo: String!, $number: Int!, $before: String) {
  repository(owner: $owner, name: $repo) {
    issueOrPullRequest(number: $number) {
      ... on Issue { comments(last: 100, before: $before) { ...Page } }
      ... on PullRequest { comments(last: 100, before: $before) { ...Page } }
    }
  }
}
fragment Page on IssueCommentConnection { pageInfo { hasPreviousPage startCursor } nodes { id viewerDidAuthor } }`,I=`query Bodies($ids: [ID!]!) { nodes(ids: $ids) { ...Written } }
${T}`,O=({hasPreviousPage:e,startCursor:n})=>e?n:null;function q(e){let n={title:e.title,body:e.body,author:e.author?.login??null,labels:m(e.labels).map(({name:l})=>l),comments:m(e.comments).flatMap(E),older:O(e.comments.pageInfo)};if(e.__typename==="Issue")return{...n,state:e.issueState==="OPEN"?"open":"closed"};let s=m(e.commits)[0]?.commit;return{...n,state:{OPEN:"open",CLOSED:"closed",MERGED:"merged"}[e.pullState],pull:{...N(e),headRef:e.headRefName,headRepoPushedAt:e.headRepository?.pushedAt??null,headCommittedAt:s?.committedDate??null,headAuthor:s?.author?.user?.login??null,baseSha:e.baseRefOid,baseRef:e.baseRefName,reviews:m(e.reviews).map(({author:l,state:d,body:p,submittedAt:g,authorCanPushToRepository:y=null})=>({author:l?.login??null,state:d,body:p,canPush:y,at:g}))}}}function E({databaseId:e,author:n,viewerDidAuthor:s,...l}){return e===null?[]:[{id:e,url:l.url,body:l.body,author:n?.login??null,isOurs:s,createdAt:l.createdAt}]}var z=26;async function*H(e,n,s,l){for(let d=1,p=s;d===1||p!==null;d+=1){if(d>z)throw new h("UNSUPPORTED",`#${n.number} has more comments than GitHub lets a thread have`);let y=(await e.graphql(x,{...n,before:p},l)).repository?.issueOrPullRequest?.comments;if(y===void 0)throw new h("NOT_FOUND",`GitHub: no issue or pull request #${n.number}`);let t=m(y).flatMap(({id:r,viewerDidAuthor:o})=>o?[r]:[]);if(t.length>0){let{nodes:r}=await e.graphql(I,{ids:t},l);yield*r.flatMap(o=>o===null?[]:E(o)).reverse()}p=O(y.pageInfo)}}var L=`query Pulls($owner: String!, $repo: String!, $labels: [String!], $branch: String, $states: [PullRequestState!], $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(first: 100, after: $after, states: $states, labels: $labels, headRefName: $branch) {
      pageInfo { hasNextPage endCursor }
      nodes { number url state body labels(first: 100) { nodes { name } } headRepository { nameWithOwner } }
    }
  }
}`;function B({number:e,url:n,state:s,body:l,labels:d,headRepository:p}){let g=(d?.nodes??[]).filter(t=>t!==null).map(({name:t})=>t),y=s.toLowerCase();return{number:e,url:n,state:y,body:l,labels:g,headRepo:p?.nameWithOwner??null}}var J=75,v=(e,n)=>`query ${e}($owner: String!, $repo: String!, $labels: [String!], $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(first: ${J}, after: $after, states: [OPEN], labels: $labels${n}) {
      pageInfo { hasNextPage endCursor }
      nodes { ...Health number url title body labels(first: 100) { nodes { name } } }
    }
  }
}
${P}`,U=v("Listed",""),G=v("Recent",", orderBy: { field: UPDATED_AT, direction: DESC }");function M({labels:e,number:n,url:s,title:l,body:d,...p}){if(!(typeof n=="number"&&[s,l,d].every(y=>typeof y=="string")))return null;try{return{...N(p),number:n,url:s,title:l,body:d,labels:m(e).map(({name:y})=>y)}}catch{return null}}var W=e=>`query Mergeables($owner: String!, $repo: String!) {
  repository(owner: $owner, name: $repo) {
${e.map(n=>`    p${n}: pullRequest(number: ${n}) { number mergeable }`).join(`
`)}
  }
}`,Q=`query Body($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      body
      userContentEdits(first: 20) { nodes { id editedAt diff } }
    }
  }
}`;function S({endCursor:e,hasNextPage:n},s){if(!n)return null;if(e===null||s.has(e))throw new h("BAD_RESPONSE","GitHub: a list whose next page is one that came before",{hint:"run it again later"});return s.add(e),e}function R(e){try{return e()}catch(n){throw w(n)?n:new h("BAD_RESPONSE",`GitHub: an answer that lacks what it should have (${$(n)})`,{cause:n})}}var Z=new Set(["commits","contexts","latestOpinionatedReviews","statusCheckRollup","author","authorCanPushToRepository","conclusion","state"]);function Se(e){let n=new _(e),{rest:s}=n.octokit,l={owner:e.owner,repo:e.repo};async function d(t,r){let o=[],a=new Set;for(let i=null;;){let u=await n.graphql(L,{...l,...t,after:i},r);if(i=R(()=>{let{pageInfo:c,nodes:f}=C(u).pullRequests;return o.push(...(f??[]).filter(b=>b!==null).map(B)),S(c,a)}),i===null)return o}}async function*p(t,r){let o=new Set;for(let a=null;;){let{pageInfo:i,found:u}=await g(U,{labels:t,after:a},r);if(yield u,a=R(()=>S(i,o)),a===null)return}}async function g(t,r,o){let a=new Set,i=await n.graphql(t,{...l,...r},o,u=>{Z.has(u.at(-1))&&a.add(u[3])});return R(()=>{let{pageInfo:u,nodes:c}=C(i).pullRequests,f=(c??[]).map((b,V)=>b===null||a.has(V)?null:M(b));return{pageInfo:u,found:f}})}return{access:async(t,r)=>{try{let{data:o}=await n.ask(a=>s.repos.getCollaboratorPermissionLevel({...l,username:t,request:a}),r);return ae(o.role_name,o.permission)}catch(o){if(w(o)&&!w(o,"UNAUTHENTICATED","UNAVAILABLE"))return"unknown";throw o}},thread:async({number:t},r)=>{let{repository:o}=await n.graphql(A,{...l,number:t},r),a=o?.issueOrPullRequest??void 0;if(a===void 0)throw new h("NOT_FOUND",`GitHub: no issue or pull request #${t}`);return R(()=>q(a))},ownComments:(t,r,o)=>H(n,{...l,number:t.number},r,o),react:async(t,r,o)=>{t.kind==="review"?await n.graphql(ee,{id:t.nodeId,content:re[r]},o):await n.ask(a=>y(t,{...l,content:r,request:a}),o)},createComment:async({number:t},r,o)=>{let a={...l,issue_number:t,body:r},{data:i}=await n.ask(u=>s.issues.createComment({...a,request:u}),o,!1);return F(i)},updateComment:async(t,r,o)=>{let a={...l,comment_id:t,body:r};await n.ask(i=>s.issues.updateComment({...a,request:i}),o)},getComment:async(t,r)=>{let{data:o}=await n.ask(a=>s.issues.getComment({...l,comment_id:t,request:a}),r);return F(o)},createCheckRun:async(t,r,o,a)=>{let i={...l,...j(o),name:t,head_sha:r},{data:u}=await n.ask(c=>s.checks.create({...i,request:c}),a,!1);return u.id},updateCheckRun:async(t,r,o)=>{let a={...l,...j(r),check_run_id:t};await n.ask(i=>s.checks.update({...a,request:i}),o)},file:(t,r)=>D(n,l,t,r),pullsOfBranch:(t,r)=>d({branch:t,states:["OPEN"]},r),pullsEverOf:(t,r)=>d({branch:t},r),pullsWithLabel:(t,r)=>d({labels:[t],states:["OPEN"]},r),labelPull:async(t,r,o)=>{let a={...l,issue_number:t,labels:[r]};await n.ask(i=>s.issues.addLabels({...a,request:i}),o)},listedPulls:p,recentPulls:async t=>{let{found:r}=await g(G,{labels:null,after:null},t);return r.filter(o=>o!==null)},mergeables:async(t,r)=>{let o=await n.graphql(W(t),l,r),a=Object.values(C(o)).filter(i=>i!==null);return new Map(a.map(({number:i,mergeable:u})=>[i,u]))},unlabelPull:async(t,r,o)=>{try{let a={...l,issue_number:t,name:r};await n.ask(i=>s.issues.removeLabel({...a,request:i}),o)}catch(a){if(!w(a,"NOT_FOUND"))throw a}},ensureLabel:(t,r)=>k(n,l,t,r),pullBody:async(t,r)=>{let o=await n.graphql(Q,{...l,number:t},r),a=C(o).pullRequest;if(a===null)throw new h("NOT_FOUND",`GitHub: no pull request #${t}`);let u=m(a.userContentEdits).flatMap(({diff:c,...f})=>c===null?[]:[{...f,text:c}]).toSorted((c,f)=>Date.parse(f.editedAt)-Date.parse(c.editedAt));return{body:a.body,edits:u.map(({id:c,text:f})=>({id:c,text:f}))}},updatePullBody:async(t,r,o)=>{let a={...l,pull_number:t,body:r};await n.ask(i=>s.pulls.update({...a,request:i}),o)},createPull:async(t,r)=>{let{data:o}=await n.ask(a=>s.pulls.create({...l,...t,request:a}),r,!1);return{number:o.number,url:o.html_url}},createBranch:async(t,r,o)=>{let a={...l,ref:`refs/heads/${t}`,sha:r};await n.ask(i=>s.git.createRef({...a,request:i}),o,!1)},commitOnBranch:async({additions:t,branch:r,deletions:o,message:a,onto:i},u)=>{let c={branch:{repositoryNameWithOwner:`${l.owner}/${l.repo}`,branchName:r},expectedHeadOid:i,message:a,fileChanges:{additions:t,deletions:o}},b=(await n.graphql(te,{input:c},u)).createCommitOnBranch?.commit?.oid;if(b===void 0)throw new h("BAD_RESPONSE","GitHub made a commit without a name");return b},viewer:async t=>(await n.graphql(ne,{},t)).viewer.login,isProtected:async(t,r)=>{try{let{data:o}=await n.ask(a=>s.repos.getBranch({...l,branch:t,request:a}),r);return o.protected}catch(o){if(w(o,"NOT_FOUND"))return!1;throw o}},workflowRun:async(t,r)=>{let{data:o}=await n.ask(a=>s.actions.getWorkflowRun({...l,run_id:t,request:a}),r);return{status:o.status??"",conclusion:o.conclusion}},cancelWorkflowRun:async(t,r)=>{await n.ask(o=>s.actions.cancelWorkflowRun({...l,run_id:t,request:o}),r)}};function y(t,r){switch(t.kind){case"issue":return s.reactions.createForIssue({...r,issue_number:t.number});case"issue_comment":return s.reactions.createForIssueComment({...r,comment_id:t.commentId});case"review_comment":return s.reactions.createForPullRequestReviewComment({...r,comment_id:t.commentId})}}}function C({repository:e}){if(e===null)throw new h("NOT_FOUND","GitHub: no such repository");return e}var ee=`mutation React($id: ID!, $content: ReactionContent!) {
  addReaction(input: { subjectId: $id, content: $content }) { clientMutationId }
}`,te=`mutation Commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`,ne="query Viewer { viewer { login } }",re={eyes:"EYES",rocket:"ROCKET",confused:"CONFUSED","+1":"THUMBS_UP"},oe=new Set(["admin","maintain","write","triage","read","none"]),Y=e=>e!==void 0&&oe.has(e);function ae(e,n){return Y(e)?e:Y(n)?n:"unknown"}function F(e){return{id:e.id,url:e.html_url,body:e.body??""}}function j({status:e,conclusion:n,detailsUrl:s,output:l}){return{...n===void 0?{status:e}:{status:"completed",conclusion:n},...s===void 0?{}:{details_url:s},output:l}}export{Se as openGitHub};
