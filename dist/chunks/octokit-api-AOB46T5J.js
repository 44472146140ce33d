const require=process.getBuiltinModule;
import{a as E,c as $}from"./chunk-GUXMZ4C3.js";import"./chunk-4UKWN662.js";import"./chunk-H5S4WMJ6.js";import"./joined.js";import{a_QG7YQQ37 as b,b_QG7YQQ37 as w}from"./joined.js";import"./chunk-AV2YV2RQ.js";var R=`fragment Health on PullRequest {
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
}`;function P(t){return{headSha:t.headRefOid,headRepo:t.headRepository?.nameWithOwner??null,mergeable:t.mergeable,checks:m(m(t.commits)[0]?.commit.statusCheckRollup?.contexts).map(F),opinions:m(t.latestOpinionatedReviews).map(Y)}}function Y({author:t,state:o,submittedAt:s,authorCanPushToRepository:l=null}){return{author:(t?.__typename==="Bot"?void 0:t?.login)??null,state:o,at:s,canPush:l}}function F(t){if(t.__typename==="CheckRun"){let l=t.checkSuite?.workflowRun?.workflow?.resourcePath;return{name:t.name,conclusion:t.conclusion?.toLowerCase()??null,url:t.detailsUrl??"",workflow:l?.split("/").at(-1)??null}}let s=t.state==="PENDING"||t.state==="EXPECTED"?null:t.state.toLowerCase();return{name:t.context,conclusion:s,url:t.targetUrl??"",workflow:null}}function m(t){return(t?.nodes??[]).filter(o=>o!==null)}var _="fragment Written on IssueComment { databaseId url body author { login } viewerDidAuthor createdAt }",k=`query Thread($owner: String!, $repo: String!, $number: Int!) {
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
${R}
${_}`,D=`query Comments($owner: String!, $repo: String!, $number: Int!, $before: String) {
  repository(owner: $owner, name: $repo) {
    issueOrPullRequest(number: $number) {
      ... on Issue { comments(last: 100, before: $before) { ...Page } }
      ... on PullRequest { comments(last: 100, before: $before) { ...Page } }
    }
  }
}
fragment Page on IssueCommentConnection { pageInfo { hasPreviousPage startCursor } nodes { id viewerDidAuthor } }`,S=`query Bodies($ids: [ID!]!) { nodes(ids: $ids) { ...Written } }
${_}`,C=({hasPreviousPage:t,startCursor:o})=>t?o:null;function T(t){let o={title:t.title,body:t.body,author:t.author?.login??null,labels:m(t.labels).map(({name:l})=>l),comments:m(t.comments).flatMap(O),older:C(t.comments.pageInfo)};if(t.__typename==="Issue")return{...o,state:t.issueState==="OPEN"?"open":"closed"};let s=m(t.commits)[0]?.commit;return{...o,state:{OPEN:"open",CLOSED:"closed",MERGED:"merged"}[t.pullState],pull:{...P(t),headRef:t.headRefName,headRepoPushedAt:t.headRepository?.pushedAt??null,headCommittedAt:s?.committedDate??null,headAuthor:s?.author?.user?.login??null,baseSha:t.baseRefOid,baseRef:t.baseRefName,reviews:m(t.reviews).map(({author:l,state:d,body:y,submittedAt:h,authorCanPushToRepository:f=null})=>({author:l?.login??null,state:d,body:y,canPush:f,at:h}))}}}function O({databaseId:t,author:o,viewerDidAuthor:s,...l}){return t===null?[]:[{id:t,url:l.url,body:l.body,author:o?.login??null,isOurs:s,createdAt:l.createdAt}]}var j=26;async function*A(t,o,s,l){for(let d=1,y=s;d===1||y!==null;d+=1){if(d>j)throw new b("UNSUPPORTED",`#${o.number} has more comments than GitHub lets a thread have`);let f=(await t.graphql(D,{...o,before:y},l)).repository?.issueOrPullRequest?.comments;if(f===void 0)throw new b("NOT_FOUND",`GitHub: no issue or pull request #${o.number}`);let e=m(f).flatMap(({id:r,viewerDidAuthor:n})=>n?[r]:[]);if(e.length>0){let{nodes:r}=await t.graphql(S,{ids:e},l);yield*r.flatMap(n=>n===null?[]:O(n)).reverse()}y=C(f.pageInfo)}}var I=`query Pulls($owner: String!, $repo: String!, $labels: [String!], $branch: String, $states: [PullRequestState!], $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(first: 100, after: $after, states: $states, labels: $labels, headRefName: $branch) {
      pageInfo { hasNextPage endCursor }
      nodes { number url state body labels(first: 100) { nodes { name } } headRepository { nameWithOwner } }
    }
  }
}`;function x({number:t,url:o,state:s,body:l,labels:d,headRepository:y}){let h=(d?.nodes??[]).filter(e=>e!==null).map(({name:e})=>e),f=s.toLowerCase();return{number:t,url:o,state:f,body:l,labels:h,headRepo:y?.nameWithOwner??null}}var V=75,q=(t,o)=>`query ${t}($owner: String!, $repo: String!, $labels: [String!], $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(first: ${V}, after: $after, states: [OPEN], labels: $labels${o}) {
      pageInfo { hasNextPage endCursor }
      nodes { ...Health number url title body labels(first: 100) { nodes { name } } }
    }
  }
}
${R}`,H=q("Listed",""),L=q("Recent",", orderBy: { field: UPDATED_AT, direction: DESC }");function U({labels:t,number:o,url:s,title:l,body:d,...y}){return{...P(y),number:o,url:s,title:l,body:d,labels:m(t).map(({name:h})=>h)}}var B=t=>`query Mergeables($owner: String!, $repo: String!) {
  repository(owner: $owner, name: $repo) {
${t.map(o=>`    p${o}: pullRequest(number: ${o}) { number mergeable }`).join(`
`)}
  }
}`,v=`query Body($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      body
      userContentEdits(first: 20) { nodes { id editedAt diff } }
    }
  }
}`;var X=new Set(["commits","contexts","latestOpinionatedReviews","statusCheckRollup"]);function be(t){let o=new E(t),{rest:s}=o.octokit,l={owner:t.owner,repo:t.repo};async function d(e,r){let n=[];for(let a=null;;){let i=await o.graphql(I,{...l,...e,after:a},r),{pageInfo:u,nodes:c}=N(i).pullRequests;if(n.push(...(c??[]).filter(p=>p!==null).map(x)),!u.hasNextPage)return n;a=u.endCursor}}async function*y(e,r){for(let n=null;;){let{hasNextPage:a,endCursor:i,found:u}=await h(H,{labels:e,after:n},r);if(yield u,!a)return;n=i}}async function h(e,r,n){let a=new Set,i=await o.graphql(e,{...l,...r},n,g=>{X.has(g.at(-1))&&a.add(g[3])}),{pageInfo:u,nodes:c}=N(i).pullRequests,p=(c??[]).map((g,W)=>g===null||a.has(W)?null:U(g));return{...u,found:p}}return{access:async(e,r)=>{try{let{data:n}=await o.ask(a=>s.repos.getCollaboratorPermissionLevel({...l,username:e,request:a}),r);return te(n.role_name,n.permission)}catch(n){if(w(n)&&!w(n,"UNAUTHENTICATED","UNAVAILABLE"))return"unknown";throw n}},thread:async({number:e},r)=>{let{repository:n}=await o.graphql(k,{...l,number:e},r),a=n?.issueOrPullRequest??void 0;if(a===void 0)throw new b("NOT_FOUND",`GitHub: no issue or pull request #${e}`);return T(a)},ownComments:(e,r,n)=>A(o,{...l,number:e.number},r,n),react:async(e,r,n)=>{e.kind==="review"?await o.graphql(K,{id:e.nodeId,content:Z[r]},n):await o.ask(a=>f(e,{...l,content:r,request:a}),n)},createComment:async({number:e},r,n)=>{let a={...l,issue_number:e,body:r},{data:i}=await o.ask(u=>s.issues.createComment({...a,request:u}),n,!1);return M(i)},updateComment:async(e,r,n)=>{let a={...l,comment_id:e,body:r};await o.ask(i=>s.issues.updateComment({...a,request:i}),n)},getComment:async(e,r)=>{let{data:n}=await o.ask(a=>s.issues.getComment({...l,comment_id:e,request:a}),r);return M(n)},createCheckRun:async(e,r,n,a)=>{let i={...l,...Q(n),name:e,head_sha:r},{data:u}=await o.ask(c=>s.checks.create({...i,request:c}),a,!1);return u.id},updateCheckRun:async(e,r,n)=>{let a={...l,...Q(r),check_run_id:e};await o.ask(i=>s.checks.update({...a,request:i}),n)},file:async(e,r)=>{let n={format:"raw"};try{let{data:a}=await o.ask(u=>s.repos.getContent({...l,path:e,mediaType:n,request:u}),r),i=a;return typeof i=="string"?i:void 0}catch(a){if(w(a,"NOT_FOUND"))return;throw a}},pullsOfBranch:(e,r)=>d({branch:e,states:["OPEN"]},r),pullsEverOf:(e,r)=>d({branch:e},r),pullsWithLabel:(e,r)=>d({labels:[e],states:["OPEN"]},r),labelPull:async(e,r,n)=>{let a={...l,issue_number:e,labels:[r]};await o.ask(i=>s.issues.addLabels({...a,request:i}),n)},listedPulls:y,recentPulls:async e=>{let{found:r}=await h(L,{labels:null,after:null},e);return r.filter(n=>n!==null)},mergeables:async(e,r)=>{let n=await o.graphql(B(e),l,r),a=Object.values(N(n)).filter(i=>i!==null);return new Map(a.map(({number:i,mergeable:u})=>[i,u]))},unlabelPull:async(e,r,n)=>{try{let a={...l,issue_number:e,name:r};await o.ask(i=>s.issues.removeLabel({...a,request:i}),n)}catch(a){if(!w(a,"NOT_FOUND"))throw a}},ensureLabel:(e,r)=>$(o,l,e,r),pullBody:async(e,r)=>{let n=await o.graphql(v,{...l,number:e},r),a=N(n).pullRequest;if(a===null)throw new b("NOT_FOUND",`GitHub: no pull request #${e}`);let u=m(a.userContentEdits).flatMap(({diff:c,...p})=>c===null?[]:[{...p,text:c}]).toSorted((c,p)=>Date.parse(p.editedAt)-Date.parse(c.editedAt));return{body:a.body,edits:u.map(({id:c,text:p})=>({id:c,text:p}))}},updatePullBody:async(e,r,n)=>{let a={...l,pull_number:e,body:r};await o.ask(i=>s.pulls.update({...a,request:i}),n)},createPull:async(e,r)=>{let{data:n}=await o.ask(a=>s.pulls.create({...l,...e,request:a}),r,!1);return{number:n.number,url:n.html_url}},createBranch:async(e,r,n)=>{let a={...l,ref:`refs/heads/${e}`,sha:r};await o.ask(i=>s.git.createRef({...a,request:i}),n,!1)},commitOnBranch:async({additions:e,branch:r,deletions:n,message:a,onto:i},u)=>{let c={branch:{repositoryNameWithOwner:`${l.owner}/${l.repo}`,branchName:r},expectedHeadOid:i,message:a,fileChanges:{additions:e,deletions:n}},g=(await o.graphql(z,{input:c},u)).createCommitOnBranch?.commit?.oid;if(g===void 0)throw new b("BAD_RESPONSE","GitHub made a commit without a name");return g},viewer:async e=>(await o.graphql(J,{},e)).viewer.login,isProtected:async(e,r)=>{try{let{data:n}=await o.ask(a=>s.repos.getBranch({...l,branch:e,request:a}),r);return n.protected}catch(n){if(w(n,"NOT_FOUND"))return!1;throw n}},workflowRun:async(e,r)=>{let{data:n}=await o.ask(a=>s.actions.getWorkflowRun({...l,run_id:e,request:a}),r);return{status:n.status??"",conclusion:n.conclusion}},cancelWorkflowRun:async(e,r)=>{await o.ask(n=>s.actions.cancelWorkflowRun({...l,run_id:e,request:n}),r)}};function f(e,r){switch(e.kind){case"issue":return s.reactions.createForIssue({...r,issue_number:e.number});case"issue_comment":return s.reactions.createForIssueComment({...r,comment_id:e.commentId});case"review_comment":return s.reactions.createForPullRequestReviewComment({...r,comment_id:e.commentId})}}}function N({repository:t}){if(t===null)throw new b("NOT_FOUND","GitHub: no such repository");return t}var K=`mutation React($id: ID!, $content: ReactionContent!) {
  addReaction(input: { subjectId: $id, content: $content }) { clientMutationId }
}`,z=`mutation Commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`,J="query Viewer { viewer { login } }",Z={eyes:"EYES",rocket:"ROCKET",confused:"CONFUSED","+1":"THUMBS_UP"},ee=new Set(["admin","maintain","write","triage","read","none"]),G=t=>t!==void 0&&ee.has(t);function te(t,o){return G(t)?t:G(o)?o:"unknown"}function M(t){return{id:t.id,url:t.html_url,body:t.body??""}}function Q({status:t,conclusion:o,detailsUrl:s,output:l}){return{...o===void 0?{status:t}:{status:"completed",conclusion:o},...s===void 0?{}:{details_url:s},output:l}}export{be as openGitHub};
