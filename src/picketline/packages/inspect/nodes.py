"""Small questions to the nodes of a script."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


def first(node: "Node") -> "Node | None":
    """The expression within another."""
    return next((part for part in node.named_children if part.type != "comment"), None)


def tagged(node: "Node") -> bool:
    """Whether a template is what a tag is given."""
    outer = node.parent
    return (
        node.type == "template_string"
        and outer is not None
        and (outer.child_by_field_name("arguments") == node)
    )


def getter(node: "Node") -> bool:
    """Whether a method of an object is a getter."""
    return node.type == "method_definition" and any(part.type == "get" for part in node.children)
