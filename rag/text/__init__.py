"""What the rooms share about language: sentences, terms, names, figures, tables; all with spans."""

from rag.text.asked import answered_by, is_labelled_answer, is_question, is_reply
from rag.text.bounds import Bound, Bounded, Contrast, bounded, bounds_such
from rag.text.context import (
    dated_heading,
    day_heading,
    entry_date,
    heading_of,
    in_context,
    is_in_fence,
    row_in_words,
)
from rag.text.dates import (
    ENGLISH_MONTHS,
    ENGLISH_WEEKDAYS,
    GERMAN_WEEKDAYS,
    MONTH,
    Date,
    dates,
    month_of,
    weekday_of,
)
from rag.text.english import AUXILIARIES, QUESTION_WORDS, is_english
from rag.text.entries import entry_dates, is_of_day, tells_day
from rag.text.figures import Figure, figures
from rag.text.german import (
    GERMAN_ARTICLES,
    GERMAN_SMALL_WORDS,
    GERMAN_WORDS,
    has_german,
    is_german,
)
from rag.text.going_on import ITEM_MARK, ITEM_START, LOOKED_AT, ends_in_list, list_goes_on
from rag.text.headings import is_ended, is_statement, is_underlined
from rag.text.languages import in_other_forms, small_words
from rag.text.lists import (
    announces_conditions,
    announces_limits,
    begins_in_list,
    heading_above,
    is_header_row,
    lead_start,
    leads,
    listed_below,
    marked_headings,
    only_names,
    told_below,
)
from rag.text.measures import MEASURE, measure_behind
from rag.text.names import (
    Name,
    is_asking,
    is_calendar,
    is_possessive,
    names,
    without_possessive,
)
from rag.text.number_words import NUMBER_WORDS
from rag.text.ordinals import ordinals
from rag.text.parts import is_farewell, is_fragment
from rag.text.rows import Row, number_of, rows_in, rows_in_words
from rag.text.sentences import Span, plain, sentence_spans
from rag.text.tables import Table, find_tables, header_at
from rag.text.terms import (
    FUNCTION_WORDS,
    Term,
    content_terms,
    content_words,
    fold,
    naming_terms,
    said_words,
    terms,
    topic_words,
    words,
)
from rag.text.units import CURRENCIES
from rag.text.versions import unlike_version

__all__ = [
    "AUXILIARIES",
    "CURRENCIES",
    "ENGLISH_MONTHS",
    "ENGLISH_WEEKDAYS",
    "FUNCTION_WORDS",
    "GERMAN_ARTICLES",
    "GERMAN_SMALL_WORDS",
    "GERMAN_WEEKDAYS",
    "GERMAN_WORDS",
    "ITEM_MARK",
    "ITEM_START",
    "LOOKED_AT",
    "MEASURE",
    "MONTH",
    "NUMBER_WORDS",
    "QUESTION_WORDS",
    "Bound",
    "Bounded",
    "Contrast",
    "Date",
    "Figure",
    "Name",
    "Row",
    "Span",
    "Table",
    "Term",
    "announces_conditions",
    "announces_limits",
    "answered_by",
    "begins_in_list",
    "bounded",
    "bounds_such",
    "content_terms",
    "content_words",
    "dated_heading",
    "dates",
    "day_heading",
    "ends_in_list",
    "entry_date",
    "entry_dates",
    "figures",
    "find_tables",
    "fold",
    "has_german",
    "header_at",
    "heading_above",
    "heading_of",
    "in_context",
    "in_other_forms",
    "is_asking",
    "is_calendar",
    "is_ended",
    "is_english",
    "is_farewell",
    "is_fragment",
    "is_german",
    "is_header_row",
    "is_in_fence",
    "is_labelled_answer",
    "is_of_day",
    "is_possessive",
    "is_question",
    "is_reply",
    "is_statement",
    "is_underlined",
    "lead_start",
    "leads",
    "list_goes_on",
    "listed_below",
    "marked_headings",
    "measure_behind",
    "month_of",
    "names",
    "naming_terms",
    "number_of",
    "only_names",
    "ordinals",
    "plain",
    "row_in_words",
    "rows_in",
    "rows_in_words",
    "said_words",
    "sentence_spans",
    "small_words",
    "tells_day",
    "terms",
    "told_below",
    "topic_words",
    "unlike_version",
    "weekday_of",
    "without_possessive",
    "words",
]
