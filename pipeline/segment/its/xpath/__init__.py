"""XPath 1.0 over `its.tree`, as ITS selectors need it, within a budget.

Written here because no library can be bounded: a page brings its own selectors, and `//*|//*/@*` over 100,000
elements holds libxml2 for two minutes in which nothing can stop it. lxml is the judge in the tests.
https://www.w3.org/TR/1999/REC-xpath-19991116/
"""

from pipeline.segment.its.xpath.evaluate import Context, evaluate
from pipeline.segment.its.xpath.parser import parse_xpath
from pipeline.segment.its.xpath.syntax import Expression, XPathError
from pipeline.segment.its.xpath.values import Budget, Value, read_string, to_string

__all__ = [
    "Budget",
    "Context",
    "Expression",
    "Value",
    "XPathError",
    "evaluate",
    "parse_xpath",
    "read_string",
    "to_string",
]
