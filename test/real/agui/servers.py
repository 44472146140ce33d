"""AG-UI servers that others wrote, each with a model that needs no key. Prints the port; ends with its parent's pipe."""

import asyncio
import os
import socket
import sys
import threading
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()

if (token := os.environ.get("EXPECTED_TOKEN")) is not None:

    @app.middleware("http")
    async def authorize(request: Request, call_next):
        if request.headers.get("authorization") != f"Bearer {token}":
            return JSONResponse({"detail": f"not {request.headers.get('authorization')}"}, status_code=401)
        return await call_next(request)


def slow_words():
    """Goes on for ever: for what is killed, stalled or stopped in the middle."""
    number = 0
    while True:
        number += 1
        yield f"word {number} "


def pydantic_ai() -> None:
    from pydantic_ai import Agent
    from pydantic_ai.models.function import DeltaToolCall, FunctionModel
    from pydantic_ai.models.test import TestModel
    from pydantic_ai.tools import DeferredToolRequests, ToolDefinition
    from pydantic_ai.toolsets import ExternalToolset
    from pydantic_ai.ui.ag_ui import AGUIAdapter

    def serve(path: str, agent: Any) -> None:
        @app.post(path)
        async def run(request: Request):
            return await AGUIAdapter.dispatch_request(request, agent=agent)

    plain = Agent(TestModel(custom_output_text="The weather is fine."))

    @plain.tool_plain
    def weather(city: str) -> str:
        return f"fine in {city}"

    serve("/tools", plain)

    async def echo(messages, info):
        parts = [part for message in messages for part in message.parts]
        yield f"{len(messages)} messages, the last: {parts[-1].content}"

    serve("/echo", Agent(FunctionModel(stream_function=echo)))

    approving = Agent(TestModel(custom_output_text="Deleted."), output_type=[str, DeferredToolRequests])

    @approving.tool_plain(requires_approval=True)
    def delete(path: str) -> str:
        return f"{path} is gone"

    serve("/approval", approving)

    ask = ToolDefinition(name="ask_boss", parameters_json_schema={"type": "object", "properties": {"what": {"type": "string"}}})
    serve(
        "/client-tool",
        Agent(TestModel(custom_output_text="So be it."), output_type=[str, DeferredToolRequests], toolsets=[ExternalToolset([ask])]),
    )

    async def endless(messages, info):
        for word in slow_words():
            yield word
            await asyncio.sleep(0.05)

    serve("/endless", Agent(FunctionModel(stream_function=endless)))

    async def flood(messages, info):
        while True:
            yield "x" * 65_536
            await asyncio.sleep(0)

    serve("/flood", Agent(FunctionModel(stream_function=flood)))

    async def failing(messages, info):
        yield "I begin"
        raise RuntimeError("the model is gone")

    serve("/failing", Agent(FunctionModel(stream_function=failing)))


def langgraph() -> None:
    from ag_ui_langgraph import LangGraphAgent, add_langgraph_fastapi_endpoint
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage
    from langgraph.checkpoint.memory import MemorySaver
    from langgraph.graph import END, START, MessagesState, StateGraph
    from langgraph.types import interrupt

    def serve(path: str, node, **options: Any) -> None:
        graph = StateGraph(MessagesState)
        graph.add_node("node", node)
        graph.add_edge(START, "node")
        graph.add_edge("node", END)
        compiled = graph.compile(checkpointer=MemorySaver())
        add_langgraph_fastapi_endpoint(app, LangGraphAgent(name=path[1:], graph=compiled, **options), path)

    def answers(text):
        # A new model for each call: a fake one has only so many answers.
        async def node(state):
            model = GenericFakeChatModel(messages=iter([AIMessage(content=text(state))]))
            return {"messages": [await model.ainvoke(state["messages"])]}

        return node

    serve("/echo", answers(lambda state: f"{len(state['messages'])} messages, the last: {state['messages'][-1].content}"))
    serve("/endless", answers(lambda state: "word " * 100_000))
    serve("/flood", answers(lambda state: " ".join(["x" * 65_536] * 2_000)))

    async def asks(state):
        answer = interrupt("May I delete it?")
        return {"messages": [AIMessage(content=f"The answer was {answer}.")]}

    serve("/approval", asks, emit_interrupt_outcome=True)

    async def fails(state):
        raise RuntimeError("the model is gone")

    serve("/failing", fails)


def agent_framework() -> None:
    from agent_framework import WorkflowBuilder, WorkflowContext, executor
    from agent_framework.ag_ui import add_agent_framework_fastapi_endpoint

    def serve(path: str, words) -> None:
        @executor(id=path[1:])
        async def start(message: Any, context: WorkflowContext[Any, str]) -> None:
            async for word in words(message):
                await context.yield_output(word)

        workflow = WorkflowBuilder(start_executor=start, output_from=[start]).build()
        add_agent_framework_fastapi_endpoint(app, workflow, path, single_user=True)

    async def echo(message):
        last = message[-1] if isinstance(message, list) else message
        yield f"heard: {getattr(last, 'text', last)}"

    async def endless(message):
        for word in slow_words():
            yield word
            await asyncio.sleep(0.05)

    async def flood(message):
        while True:
            yield "x" * 65_536
            await asyncio.sleep(0)

    async def failing(message):
        yield "I begin"
        raise RuntimeError("the model is gone")

    serve("/echo", echo)
    serve("/endless", endless)
    serve("/flood", flood)
    serve("/failing", failing)


def end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    {"pydantic-ai": pydantic_ai, "ag-ui-langgraph": langgraph, "agent-framework-ag-ui": agent_framework}[sys.argv[1]]()
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    threading.Thread(target=end_with_parent, daemon=True).start()
    print(listening.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])
