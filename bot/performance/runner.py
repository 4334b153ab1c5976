"""Runs a model's graph: Rasa's nodes one after the other, in an order that is found once.

Rasa's `DaskGraphRunner` plans every run anew, three times a message; that costs more than
what the nodes do. Nothing here runs in parallel, and neither does it there.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

Step = tuple[str, GraphNode, tuple[str, ...]]
"""A node's name, the node, and the names of what it needs."""


class StraightRunner(GraphRunner):
    """Runs a graph in one thread, in an order of its nodes."""

    def __init__(
        self,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> None:
        """Makes the nodes; those that are eager load what they were trained to be."""
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

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """Runs the nodes that the targets need (see parent class for full docstring)."""
        wanted = tuple(targets or self._schema.target_names)
        plan = self._plans.get(wanted)
        if plan is None:
            plan = self._plans[wanted] = self._plan(wanted)
        outputs: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, node, needs in plan:
            outputs[name] = node(*[outputs.get(need, need) for need in needs])
        return {target: outputs[target][1] for target in wanted}

    def _plan(self, targets: tuple[str, ...]) -> list[Step]:
        """The nodes that the targets need, each after those that it needs itself."""
        schema = self._schema.minimal_graph_schema(list(targets))
        plan: dict[str, Step] = {}

        def add(name: str) -> None:
            if name in schema.nodes and name not in plan:
                needs = tuple(schema.nodes[name].needs.values())
                for need in needs:
                    add(need)
                plan[name] = (name, self._nodes[name], needs)

        for target in targets:
            add(target)
        return list(plan.values())
