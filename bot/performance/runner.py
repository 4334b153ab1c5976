"""Runs a model's graph: Rasa's nodes one after the other, in an order that is found once.

Rasa's `DaskGraphRunner` plans every run anew, three times a message, and its `GraphNode`
sorts and logs what each node is given; that costs more than what the nodes do. Nothing here
runs in parallel, and neither does it there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

T = TypeVar("T")

Step = tuple[str, Callable[..., Any], tuple[tuple[str, str], ...]]
"""A node's name, its function, and by the function's parameters the nodes that it needs."""


class StraightRunner(GraphRunner):
    """Runs a graph in one thread, in an order of its nodes."""

    def __init__(
        self,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> None:
        """Makes the nodes, which load what they were trained to be.

        Raises:
            ValueError: there are hooks or nodes that are made when run: it is no graph for
                predicting.
        """
        if hooks or not all(node.eager for node in graph_schema.nodes.values()):
            raise ValueError("only graphs for predicting are run straight")
        self._schema = graph_schema
        self._nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        self._plans: dict[tuple[str, ...], list[Step]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> StraightRunner:
        """Creates the runner (see parent class for full docstring)."""
        return cls(graph_schema, model_storage, execution_context, hooks)

    def component(self, kind: type[T]) -> T | None:
        """The one component of this kind; None where there is none, or several."""
        found = [n._component for n in self._nodes.values() if isinstance(n._component, kind)]
        return found[0] if len(found) == 1 else None

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """Runs the nodes that the targets need (see parent class for full docstring)."""
        wanted = tuple(targets or self._schema.target_names)
        plan = self._plans.get(wanted)
        if plan is None:
            plan = self._plans[wanted] = self._plan(wanted)
        outputs: dict[str, Any] = dict(inputs or {})
        for name, function, needs in plan:
            outputs[name] = function(**{parameter: outputs[need] for parameter, need in needs})
        return {target: outputs[target] for target in wanted}

    def _plan(self, targets: tuple[str, ...]) -> list[Step]:
        """The nodes that the targets need, each after those that it needs itself."""
        schema = self._schema.minimal_graph_schema(list(targets))
        plan: dict[str, Step] = {}

        def add(name: str) -> None:
            if name in schema.nodes and name not in plan:
                needs = tuple(schema.nodes[name].needs.items())
                for _, need in needs:
                    add(need)
                node = self._nodes[name]
                plan[name] = (name, partial(node._fn, node._component), needs)

        for target in targets:
            add(target)
        return list(plan.values())
