const require=process.getBuiltinModule;
import{a as E,c as $}from"./chunk-C553R72R.js";import"./chunk-AY3GW7WX.js";import"./chunk-H5S4WMJ6.js";import"./joined.js";import{a_QG7YQQ37 as f,b_QG7YQQ37 as g}from"./joined.js";import"./chunk-AV2YV2RQ.js";var w=`fragment Health on PullRequest {
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
}`;function R(t){return{headSha:t.headRefOid,headRepo:t.headRepository?.nameWithOwner??null,mergeable:t.mergeable,checks:c(c(t.commits)[0]?.commit.statusCheckRollup?.contexts).map(W),opinions:c(t.latestOpinionatedReviews).map(Q)}}function Q({author:t,state:o,submittedAt:s,authorCanPushToRepository:l=null}){return{author:(t?.__typename==="Bot"?void 0:t?.login)??null,state:o,at:s,canPush:l}}function W(t){if(t.__typename==="CheckRun"){let l=t.checkSuite?.workflowRun?.workflow?.resourcePath;return{name:t.name,conclusion:t.conclusion?.toLowerCase()??null,url:t.detailsUrl??"",workflow:l?.split("/").at(-1)??null}}let s=t.state==="PENDING"||t.state==="EXPECTED"?null:t.state.toLowerCase();return{name:t.context,conclusion:s,url:t.targetUrl??"",workflow:null}}function c(t){return(t?.nodes??[]).filter(o=>o!==null)}var _="fragment Written on IssueComment { databaseId url body author { login } viewerDidAuthor createdAt }",D=`query Thread($owner: String!, $repo: String!, $number: Int!) {
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
${w}
${_}`,k=`query Comments($owner: String!, $repo: String!, $number: Int!, $before: String) {
  repository(owner: $owner, name: $repo) {
    issueOrPullRequest(number: $number) {
      ... on Issue { comments(last: 100, before: $before) { ...Page } }
      ... on PullRequest { comments(last: 100, before: $before) { ...Page } }
    }
  }
}
fragment Page on IssueCommentConnection { pageInfo { hasPreviousPage startCursor } nodes { id viewerDidAuthor } }`,T=`query Bodies($ids: [ID!]!) { nodes(ids: $ids) { ...Written } }
${_}`,P=({hasPreviousPage:t,startCursor:o})=>t?o:null;function S(t){let o={title:t.title,body:t.body,author:t.author?.login??null,labels:c(t.labels).map(({name:l})=>l),comments:c(t.comments).flatMap(N),older:P(t.comments.pageInfo)};if(t.__typename==="Issue")return{...o,state:t.issueState==="OPEN"?"open":"closed"};let s=c(t.commits)[0]?.commit;return{...o,state:{OPEN:"open",CLOSED:"closed",MERGED:"merged"}[t.pullState],pull:{...R(t),headRef:t.headRefName,headRepoPushedAt:t.headRepository?.pushedAt??null,headCommittedAt:s?.committedDate??null,headAuthor:s?.author?.user?.login??null,baseSha:t.baseRefOid,baseRef:t.baseRefName,reviews:c(t.reviews).map(({author:l,state:m,body:y,submittedAt:p,authorCanPushToRepository:e=null})=>({author:l?.login??null,state:m,body:y,canPush:e,at:p}))}}}function N({databaseId:t,author:o,viewerDidAuthor:s,...l}){return t===null?[]:[{id:t,url:l.url,body:l.body,author:o?.login??null,isOurs:s,createdAt:l.createdAt}]}var Y=26;async function*A(t,o,s,l){for(let m=1,y=s;m===1||y!==null;m+=1){if(m>Y)throw new f("UNSUPPORTED",`#${o.number} has more comments than GitHub lets a thread have`);let e=(await t.graphql(k,{...o,before:y},l)).repository?.issueOrPullRequest?.comments;if(e===void 0)throw new f("NOT_FOUND",`GitHub: no issue or pull request #${o.number}`);let n=c(e).flatMap(({id:r,viewerDidAuthor:a})=>a?[r]:[]);if(n.length>0){let{nodes:r}=await t.graphql(T,{ids:n},l);yield*r.flatMap(a=>a===null?[]:N(a)).reverse()}y=P(e.pageInfo)}}var I=`query Pulls($owner: String!, $repo: String!, $labels: [String!], $branch: String, $states: [PullRequestState!], $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(first: 100, after: $after, states: $states, labels: $labels, headRefName: $branch) {
      pageInfo { hasNextPage endCursor }
      nodes { number url state body labels(first: 100) { nodes { name } } headRepository { nameWithOwner } }
    }
  }
}`;function q({number:t,url:o,state:s,body:l,labels:m,headRepository:y}){let p=(m?.nodes??[]).filter(n=>n!==null).map(({name:n})=>n),e=s.toLowerCase();return{number:t,url:o,state:e,body:l,labels:p,headRepo:y?.nameWithOwner??null}}var F=75,x=(t,o)=>`query ${t}($owner: String!, $repo: String!, $labels: [String!], $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(first: ${F}, after: $after, states: [OPEN], labels: $labels${o}) {
      pageInfo { hasNextPage endCursor }
      nodes { ...Health number url title body labels(first: 100) { nodes { name } } }
    }
  }
}
${w}`,H=x("Listed",""),L=x("Recent",", orderBy: { field: UPDATED_AT, direction: DESC }");function C({labels:t,number:o,url:s,title:l,body:m,...y}){return{...R(y),number:o,url:s,title:l,body:m,labels:c(t).map(({name:p})=>p)}}var U=t=>`query Mergeables($owner: String!, $repo: String!) {
  repository(owner: $owner, name: $repo) {
${t.map(o=>`    p${o}: pullRequest(number: ${o}) { number mergeable }`).join(`
`)}
  }
}`,B=`query Body($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      body
      userContentEdits(first: 20) { nodes { id editedAt diff } }
    }
  }
}`;function he(t){let o=new E(t),{rest:s}=o.octokit,l={owner:t.owner,repo:t.repo};async function m(e,n){let r=[];for(let a=null;;){let i=await o.graphql(I,{...l,...e,after:a},n),{pageInfo:u,nodes:d}=b(i).pullRequests;if(r.push(...(d??[]).filter(h=>h!==null).map(q)),!u.hasNextPage)return r;a=u.endCursor}}async function*y(e,n){for(let r=null;;){let a=await o.graphql(H,{...l,labels:e,after:r},n),{pageInfo:i,nodes:u}=b(a).pullRequests;if(yield(u??[]).map(d=>d===null?null:C(d)),!i.hasNextPage)return;r=i.endCursor}}return{access:async(e,n)=>{try{let{data:r}=await o.ask(a=>s.repos.getCollaboratorPermissionLevel({...l,username:e,request:a}),n);return J(r.role_name,r.permission)}catch(r){if(g(r)&&!g(r,"UNAUTHENTICATED","UNAVAILABLE"))return"unknown";throw r}},thread:async({number:e},n)=>{let{repository:r}=await o.graphql(D,{...l,number:e},n),a=r?.issueOrPullRequest??void 0;if(a===void 0)throw new f("NOT_FOUND",`GitHub: no issue or pull request #${e}`);return S(a)},ownComments:(e,n,r)=>A(o,{...l,number:e.number},n,r),react:async(e,n,r)=>{e.kind==="review"?await o.graphql(j,{id:e.nodeId,content:K[n]},r):await o.ask(a=>p(e,{...l,content:n,request:a}),r)},createComment:async({number:e},n,r)=>{let a={...l,issue_number:e,body:n},{data:i}=await o.ask(u=>s.issues.createComment({...a,request:u}),r,!1);return G(i)},updateComment:async(e,n,r)=>{let a={...l,comment_id:e,body:n};await o.ask(i=>s.issues.updateComment({...a,request:i}),r)},getComment:async(e,n)=>{let{data:r}=await o.ask(a=>s.issues.getComment({...l,comment_id:e,request:a}),n);return G(r)},createCheckRun:async(e,n,r,a)=>{let i={...l,...M(r),name:e,head_sha:n},{data:u}=await o.ask(d=>s.checks.create({...i,request:d}),a,!1);return u.id},updateCheckRun:async(e,n,r)=>{let a={...l,...M(n),check_run_id:e};await o.ask(i=>s.checks.update({...a,request:i}),r)},file:async(e,n)=>{let r={format:"raw"};try{let{data:a}=await o.ask(u=>s.repos.getContent({...l,path:e,mediaType:r,request:u}),n),i=a;return typeof i=="string"?i:void 0}catch(a){if(g(a,"NOT_FOUND"))return;throw a}},pullsOfBranch:(e,n)=>m({branch:e,states:["OPEN"]},n),pullsEverOf:(e,n)=>m({branch:e},n),pullsWithLabel:(e,n)=>m({labels:[e],states:["OPEN"]},n),labelPull:async(e,n,r)=>{let a={...l,issue_number:e,labels:[n]};await o.ask(i=>s.issues.addLabels({...a,request:i}),r)},listedPulls:y,recentPulls:async e=>{let n=await o.graphql(L,{...l,labels:null,after:null},e);return c(b(n).pullRequests).map(C)},mergeables:async(e,n)=>{let r=await o.graphql(U(e),l,n),a=Object.values(b(r)).filter(i=>i!==null);return new Map(a.map(({number:i,mergeable:u})=>[i,u]))},unlabelPull:async(e,n,r)=>{try{let a={...l,issue_number:e,name:n};await o.ask(i=>s.issues.removeLabel({...a,request:i}),r)}catch(a){if(!g(a,"NOT_FOUND"))throw a}},ensureLabel:(e,n)=>$(o,l,e,n),pullBody:async(e,n)=>{let r=await o.graphql(B,{...l,number:e},n),a=b(r).pullRequest;if(a===null)throw new f("NOT_FOUND",`GitHub: no pull request #${e}`);let u=c(a.userContentEdits).flatMap(({diff:d,...h})=>d===null?[]:[{...h,text:d}]).toSorted((d,h)=>Date.parse(h.editedAt)-Date.parse(d.editedAt));return{body:a.body,edits:u.map(({id:d,text:h})=>({id:d,text:h}))}},updatePullBody:async(e,n,r)=>{let a={...l,pull_number:e,body:n};await o.ask(i=>s.pulls.update({...a,request:i}),r)},createPull:async(e,n)=>{let{data:r}=await o.ask(a=>s.pulls.create({...l,...e,request:a}),n,!1);return{number:r.number,url:r.html_url}},createBranch:async(e,n,r)=>{let a={...l,ref:`refs/heads/${e}`,sha:n};await o.ask(i=>s.git.createRef({...a,request:i}),r,!1)},commitOnBranch:async({additions:e,branch:n,deletions:r,message:a,onto:i},u)=>{let d={branch:{repositoryNameWithOwner:`${l.owner}/${l.repo}`,branchName:n},expectedHeadOid:i,message:a,fileChanges:{additions:e,deletions:r}},O=(await o.graphql(V,{input:d},u)).createCommitOnBranch?.commit?.oid;if(O===void 0)throw new f("BAD_RESPONSE","GitHub made a commit without a name");return O},viewer:async e=>(await o.graphql(X,{},e)).viewer.login,isProtected:async(e,n)=>{try{let{data:r}=await o.ask(a=>s.repos.getBranch({...l,branch:e,request:a}),n);return r.protected}catch(r){if(g(r,"NOT_FOUND"))return!1;throw r}},workflowRun:async(e,n)=>{let{data:r}=await o.ask(a=>s.actions.getWorkflowRun({...l,run_id:e,request:a}),n);return{status:r.status??"",conclusion:r.conclusion}},cancelWorkflowRun:async(e,n)=>{await o.ask(r=>s.actions.cancelWorkflowRun({...l,run_id:e,request:r}),n)}};function p(e,n){switch(e.kind){case"issue":return s.reactions.createForIssue({...n,issue_number:e.number});case"issue_comment":return s.reactions.createForIssueComment({...n,comment_id:e.commentId});case"review_comment":return s.reactions.createForPullRequestReviewComment({...n,comment_id:e.commentId})}}}function b({repository:t}){if(t===null)throw new f("NOT_FOUND","GitHub: no such repository");return t}var j=`mutation React($id: ID!, $content: ReactionContent!) {
  addReaction(input: { subjectId: $id, content: $content }) { clientMutationId }
}`,V=`mutation Commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`,X="query Viewer { viewer { login } }",K={eyes:"EYES",rocket:"ROCKET",confused:"CONFUSED","+1":"THUMBS_UP"},z=new Set(["admin","maintain","write","triage","read","none"]),v=t=>t!==void 0&&z.has(t);function J(t,o){return v(t)?t:v(o)?o:"unknown"}function G(t){return{id:t.id,url:t.html_url,body:t.body??""}}function M({status:t,conclusion:o,detailsUrl:s,output:l}){return{...o===void 0?{status:t}:{status:"completed",conclusion:o},...s===void 0?{}:{details_url:s},output:l}}export{he as openGitHub};
