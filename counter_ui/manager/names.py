"""What a manager calls the places and the codes of a hall."""

from app.hall.plan import Plan
from app.hall.state import Hall
from shared_ui.sentences import SENTENCES, label, say


def counter_name(plan: Plan, counter: int, language: str) -> str:
    return say(language, "manager.counter", n=counter, word=plan.counter_word.in_(language))


def post_name(plan: Plan, post: str, language: str) -> str:
    """The post's own name, else that of its kind beside the id by which the hall file calls it."""
    if f"posts.{post}" in SENTENCES[language]:
        return label(language, "posts", post)
    kind = next((one.kind for one in plan.posts if one.id == post), None)
    return post if kind is None else say(language, "manager.post", kind=label(language, "posts", kind), id=post)


def place_name(plan: Plan, language: str, post: str | None, counter: int | None = None) -> str:
    """Where something is: a counter, a kiosk, a post, or the hall as a whole."""
    kind, _, number = (post or "").rpartition("-")
    if counter is not None or (kind == "counter" and number.isdecimal()):
        return counter_name(plan, counter if counter is not None else int(number), language)
    if kind == "kiosk":
        return say(language, "manager.kiosk", n=number)
    return post_name(plan, post, language) if post else say(language, "manager.whole_hall")


def code_name(hall: Hall, language: str, prefix: str, code: str) -> str:
    """The sentence for a code; a script's id is told by its title, any other unknown code as it is."""
    edition = hall.scripts.get(code)
    if edition is not None and f"{prefix}.{code}" not in SENTENCES[language]:
        return edition.script.title.in_(language)
    return label(language, prefix, code)


def addressee_name(plan: Plan, name: str, language: str) -> str:
    """Who is told elsewhere: a duty, a department, a post, or somebody by their staff number."""
    if name.isdecimal():
        return say(language, "bulletin.copy", number=name)
    return SENTENCES[language].get(f"duty.{name}") or receiver_name(plan, name, language)


def answer_name(language: str, answers: str, value: int | str) -> str:
    """Of a questionnaire: yes, no, or a step between its ends."""
    if answers == "yes-no":
        return say(language, "assessment.yes" if str(value) == "1" else "assessment.no")
    return label(language, "survey.step", str(value)) if answers == "steps" else str(value)


def receiver_name(plan: Plan, code: str, language: str) -> str:
    """To whom a work order goes: a department of the hall, or a post; what the hall has given up, by its code."""
    if (department := plan.complaints.department(code)) is not None:
        return department.name.in_(language)
    told = label(language, "manager.to", code)
    return post_name(plan, code, language) if told == code else told
