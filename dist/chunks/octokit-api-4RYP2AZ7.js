const require=process.getBuiltinModule;
import{a as R}from"./chunk-EZ32WRTC.js";import"./chunk-AY3GW7WX.js";import"./chunk-WAWVSKN2.js";import"./joined.js";import{a_QG7YQQ37 as m,b_QG7YQQ37 as h}from"./joined.js";import"./chunk-AV2YV2RQ.js";var C="fragment Written on IssueComment { databaseId url body author { login } viewerDidAuthor createdAt }",N=`query Thread($owner: String!, $repo: String!, $number: Int!) {
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
        headRefOid
        headRefName
        headRepository { nameWithOwner pushedAt }
        baseRefOid
        baseRefName
        mergeable
        reviews(last: 50) { nodes { author { login } state body authorCanPushToRepository } }
        commits(last: 1) {
          nodes {
            commit {
              committedDate
              statusCheckRollup {
                contexts(last: 100) {
                  nodes {
                    __typename
                    ... on CheckRun { name conclusion detailsUrl }
                    ... on StatusContext { context state targetUrl }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
${C}`,P=`query Comments($owner: String!, $repo: String!, $number: Int!, $before: String) {
  repository(owner: $owner, name: $repo) {
    issueOrPullRequest(number: $number) {
      ... on Issue { comments(last: 100, before: $before) { ...Page } }
      ... on PullRequest { comments(last: 100, before: $before) { ...Page } }
    }
  }
}
fragment Page on IssueCommentConnection { pageInfo { hasPreviousPage startCursor } nodes { id viewerDidAuthor } }`,O=`query Bodies($ids: [ID!]!) { nodes(ids: $ids) { ...Written } }
${C}`,f=({hasPreviousPage:t,startCursor:o})=>t?o:null;function E(t){let o={title:t.title,body:t.body,author:t.author?.login??null,labels:y(t.labels).map(({name:s})=>s),comments:y(t.comments).flatMap(g),older:f(t.comments.pageInfo)};if(t.__typename==="Issue")return{...o,state:t.issueState==="OPEN"?"open":"closed"};let l=y(t.commits)[0]?.commit;return{...o,state:{OPEN:"open",CLOSED:"closed",MERGED:"merged"}[t.pullState],pull:{headSha:t.headRefOid,headRef:t.headRefName,headRepo:t.headRepository?.nameWithOwner??null,headRepoPushedAt:t.headRepository?.pushedAt??null,headCommittedAt:l?.committedDate??null,baseSha:t.baseRefOid,baseRef:t.baseRefName,mergeable:t.mergeable,checks:y(l?.statusCheckRollup?.contexts).map(A),reviews:y(t.reviews).map(({author:s,state:u,body:c,authorCanPushToRepository:e=null})=>({author:s?.login??null,state:u,body:c,canPush:e}))}}}function g({databaseId:t,author:o,viewerDidAuthor:l,...s}){return t===null?[]:[{id:t,url:s.url,body:s.body,author:o?.login??null,isOurs:l,createdAt:s.createdAt}]}function A(t){if(t.__typename==="CheckRun")return{name:t.name,conclusion:t.conclusion?.toLowerCase()??null,url:t.detailsUrl??""};let o=t.state==="PENDING"||t.state==="EXPECTED";return{name:t.context,conclusion:o?null:t.state.toLowerCase(),url:t.targetUrl??""}}function y(t){return(t?.nodes??[]).filter(o=>o!==null)}var $=26;async function*_(t,o,l,s){for(let u=1,c=l;u===1||c!==null;u+=1){if(u>$)throw new m("UNSUPPORTED",`#${o.number} has more comments than GitHub lets a thread have`);let r=(await t.graphql(P,{...o,before:c},s)).repository?.issueOrPullRequest?.comments;if(r===void 0)throw new m("NOT_FOUND",`GitHub: no issue or pull request #${o.number}`);let n=y(r).flatMap(({id:a,viewerDidAuthor:i})=>i?[a]:[]);if(n.length>0){let{nodes:a}=await t.graphql(O,{ids:n},s);yield*a.flatMap(i=>i===null?[]:g(i)).reverse()}c=f(r.pageInfo)}}var k=`query Pulls($owner: String!, $repo: String!, $labels: [String!], $branch: String, $states: [PullRequestState!], $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(first: 100, after: $after, states: $states, labels: $labels, headRefName: $branch) {
      pageInfo { hasNextPage endCursor }
      nodes { number url state body labels(first: 100) { nodes { name } } headRepository { nameWithOwner } }
    }
  }
}`;function T({number:t,url:o,state:l,body:s,labels:u,headRepository:c}){let e=(u?.nodes??[]).filter(n=>n!==null).map(({name:n})=>n),r=l.toLowerCase();return{number:t,url:o,state:r,body:s,labels:e,headRepo:c?.nameWithOwner??null}}function X(t){let o=new R(t),{rest:l}=o.octokit,s={owner:t.owner,repo:t.repo};async function u(e,r){let n=[];for(let a=null;;){let i=await o.graphql(k,{...s,...e,after:a},r);if(i.repository===null)throw new m("NOT_FOUND","GitHub: no such repository");let{pageInfo:d,nodes:p}=i.repository.pullRequests;if(n.push(...(p??[]).filter(b=>b!==null).map(T)),!d.hasNextPage)return n;a=d.endCursor}}return{access:async(e,r)=>{try{let{data:n}=await o.ask(a=>l.repos.getCollaboratorPermissionLevel({...s,username:e,request:a}),r);return G(n.role_name,n.permission)}catch(n){if(h(n)&&!h(n,"UNAUTHENTICATED","UNAVAILABLE"))return"unknown";throw n}},thread:async({number:e},r)=>{let{repository:n}=await o.graphql(N,{...s,number:e},r),a=n?.issueOrPullRequest??void 0;if(a===void 0)throw new m("NOT_FOUND",`GitHub: no issue or pull request #${e}`);return E(a)},ownComments:(e,r,n)=>_(o,{...s,number:e.number},r,n),react:async(e,r,n)=>{e.kind==="review"?await o.graphql(q,{id:e.nodeId,content:v[r]},n):await o.ask(a=>c(e,{...s,content:r,request:a}),n)},createComment:async({number:e},r,n)=>{let a={...s,issue_number:e,body:r},{data:i}=await o.ask(d=>l.issues.createComment({...a,request:d}),n,!1);return D(i)},updateComment:async(e,r,n)=>{let a={...s,comment_id:e,body:r};await o.ask(i=>l.issues.updateComment({...a,request:i}),n)},getComment:async(e,r)=>{let{data:n}=await o.ask(a=>l.issues.getComment({...s,comment_id:e,request:a}),r);return D(n)},createCheckRun:async(e,r,n,a)=>{let i={...s,...S(n),name:e,head_sha:r},{data:d}=await o.ask(p=>l.checks.create({...i,request:p}),a,!1);return d.id},updateCheckRun:async(e,r,n)=>{let a={...s,...S(r),check_run_id:e};await o.ask(i=>l.checks.update({...a,request:i}),n)},file:async(e,r)=>{let n={format:"raw"};try{let{data:a}=await o.ask(d=>l.repos.getContent({...s,path:e,mediaType:n,request:d}),r),i=a;return typeof i=="string"?i:void 0}catch(a){if(h(a,"NOT_FOUND"))return;throw a}},pullsOfBranch:(e,r)=>u({branch:e,states:["OPEN"]},r),pullsEverOf:(e,r)=>u({branch:e},r),pullsWithLabel:(e,r)=>u({labels:[e],states:["OPEN"]},r),labelPull:async(e,r,n)=>{let a={...s,issue_number:e,labels:[r]};await o.ask(i=>l.issues.addLabels({...a,request:i}),n)},updatePullBody:async(e,r,n)=>{let a={...s,pull_number:e,body:r};await o.ask(i=>l.pulls.update({...a,request:i}),n)},createPull:async(e,r)=>{let{data:n}=await o.ask(a=>l.pulls.create({...s,...e,request:a}),r,!1);return{number:n.number,url:n.html_url}},createBranch:async(e,r,n)=>{let a={...s,ref:`refs/heads/${e}`,sha:r};await o.ask(i=>l.git.createRef({...a,request:i}),n,!1)},commitOnBranch:async({additions:e,branch:r,deletions:n,message:a,onto:i},d)=>{let p={branch:{repositoryNameWithOwner:`${s.owner}/${s.repo}`,branchName:r},expectedHeadOid:i,message:a,fileChanges:{additions:e,deletions:n}},w=(await o.graphql(x,{input:p},d)).createCommitOnBranch?.commit?.oid;if(w===void 0)throw new m("BAD_RESPONSE","GitHub made a commit without a name");return w},viewer:async e=>(await o.graphql(U,{},e)).viewer.login,isProtected:async(e,r)=>{try{let{data:n}=await o.ask(a=>l.repos.getBranch({...s,branch:e,request:a}),r);return n.protected}catch(n){if(h(n,"NOT_FOUND"))return!1;throw n}},workflowRun:async(e,r)=>{let{data:n}=await o.ask(a=>l.actions.getWorkflowRun({...s,run_id:e,request:a}),r);return{status:n.status??"",conclusion:n.conclusion}},cancelWorkflowRun:async(e,r)=>{await o.ask(n=>l.actions.cancelWorkflowRun({...s,run_id:e,request:n}),r)}};function c(e,r){switch(e.kind){case"issue":return l.reactions.createForIssue({...r,issue_number:e.number});case"issue_comment":return l.reactions.createForIssueComment({...r,comment_id:e.commentId});case"review_comment":return l.reactions.createForPullRequestReviewComment({...r,comment_id:e.commentId})}}}var q=`mutation React($id: ID!, $content: ReactionContent!) {
  addReaction(input: { subjectId: $id, content: $content }) { clientMutationId }
}`,x=`mutation Commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`,U="query Viewer { viewer { login } }",v={eyes:"EYES",rocket:"ROCKET",confused:"CONFUSED","+1":"THUMBS_UP"},B=new Set(["admin","maintain","write","triage","read","none"]),I=t=>t!==void 0&&B.has(t);function G(t,o){return I(t)?t:I(o)?o:"unknown"}function D(t){return{id:t.id,url:t.html_url,body:t.body??""}}function S({status:t,conclusion:o,detailsUrl:l,output:s}){return{...o===void 0?{status:t}:{status:"completed",conclusion:o},...l===void 0?{}:{details_url:l},output:s}}export{X as openGitHub};
