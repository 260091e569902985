"""Why a wish can't be granted: a code and named fields. The sentences are in `shared_ui`, the HTTP status in `app/api`."""

from typing import ClassVar


class Refusal(Exception):
    """A wish that the hall refuses. `fields` are plain values for the sentence and for the answer."""

    code: ClassVar[str] = "refused"

    def __init__(self, **fields: object) -> None:
        super().__init__(self.code, fields)
        self.fields = fields


class UnknownHall(Refusal):
    code = "unknown_hall"


class UnknownService(Refusal):
    code = "unknown_service"


class UnknownLevel(Refusal):
    code = "unknown_level"


class UnknownReason(Refusal):
    code = "unknown_reason"


class UnknownCounter(Refusal):
    code = "unknown_counter"


class UnknownTicket(Refusal):
    code = "unknown_ticket"


class WrongState(Refusal):
    code = "wrong_state"


class CounterBusy(Refusal):
    code = "counter_busy"


class StaleCurrent(Refusal):
    code = "stale_current"


class CounterShut(Refusal):
    """The counter is closed or paused."""

    code = "counter_closed"


class HallClosed(Refusal):
    code = "hall_closed"


class InUse(Refusal):
    """A changed plan would take away what a ticket or a counter still needs."""

    code = "in_use"


class ServiceLeft(Refusal):
    """No counter would serve the service any more."""

    code = "service_left"


class UnknownAttention(Refusal):
    code = "unknown_attention"


class NobodyBehind(Refusal):
    """Nobody waits behind this ticket who could be let pass."""

    code = "nobody_behind"


class PassedEnough(Refusal):
    """The ticket has let as many pass as one may; `left`: so many it may still."""

    code = "passed_enough"


class UnknownScript(Refusal):
    code = "unknown_script"


class UnknownWalk(Refusal):
    code = "unknown_walk"


class WalkOver(Refusal):
    code = "walk_over"


class StepPassed(Refusal):
    """The answer is to a step at which the walk no longer is."""

    code = "step_passed"


class UnknownAnswer(Refusal):
    """The step doesn't have this answer."""

    code = "unknown_answer"


class EntryNeeded(Refusal):
    """The step asks for something to be entered, and it was not."""

    code = "entry_needed"


class UnknownOffer(Refusal):
    code = "unknown_offer"


class UnknownPost(Refusal):
    code = "unknown_post"


class LoungeFull(Refusal):
    code = "lounge_full"


class UnknownCase(Refusal):
    """There is no such case to rehearse, or not for this role."""

    code = "unknown_case"


class RehearsalRuns(Refusal):
    """One rehearsal a hall at a time."""

    code = "rehearsal_runs"


class NotARehearsal(Refusal):
    """Only a rehearsal hall is cleared and played in."""

    code = "not_a_rehearsal"


class UnknownEntry(Refusal):
    """The playlist has no such entry (any more)."""

    code = "unknown_entry"


class PlaylistFull(Refusal):
    code = "playlist_full"


class UnknownPrinter(Refusal):
    """The hall has no such printer, or none at all."""

    code = "unknown_printer"


class BrowserPrinter(Refusal):
    """A kiosk's browser prints on it; the server can't."""

    code = "browser_printer"


class UnknownComplaint(Refusal):
    """The hall has no such case, or it was closed long ago."""

    code = "unknown_complaint"


class ComplaintOver(Refusal):
    """The case is closed: nothing is added to it any more."""

    code = "complaint_closed"


class ComplaintElsewhere(Refusal):
    """It is another's turn: `stage` says how far the case is."""

    code = "complaint_stage"


class NotYourTask(Refusal):
    """The case, order or follow-up is another's to do."""

    code = "not_your_task"


class UnknownWorkOrder(Refusal):
    code = "unknown_work_order"


class OrderOver(Refusal):
    """The work order was answered or withdrawn already."""

    code = "order_over"


class UnknownDepartment(Refusal):
    code = "unknown_department"


class DepartmentGone(Refusal):
    """The hall has no longer the department to which the order went: it is to be sent to another one."""

    code = "department_gone"


class UnknownClass(Refusal):
    """No class of complaints, or no cause, of this hall."""

    code = "unknown_class"


class UnknownFollowUp(Refusal):
    code = "unknown_follow_up"


class NeverRecommended(Refusal):
    """Nobody accepted this offer with that ticket on that day."""

    code = "never_recommended"


class UnknownPeriod(Refusal):
    """No month or quarter, or one that hasn't begun."""

    code = "unknown_period"


class StaleBulletin(Refusal):
    """Somebody else has saved the bulletin in the meantime."""

    code = "stale_bulletin"


class PersonalWords(Refusal):
    """A text that others read has what looks like somebody's number."""

    code = "personal_words"


class NotServed(Refusal):
    """Only a service that took place is rated, on its own day."""

    code = "not_served"


class AlreadyRated(Refusal):
    """A ticket has one rating."""

    code = "already_rated"


class UnknownTopic(Refusal):
    code = "unknown_topic"


class UnknownItem(Refusal):
    """Nothing of this code is looked at there."""

    code = "unknown_item"


class UnknownQuestionnaire(Refusal):
    code = "unknown_questionnaire"


class QuestionnaireAnswered(Refusal):
    """Visits have answered it, or the staff were asked by it: it can be retired, not deleted."""

    code = "questionnaire_answered"


class QuestionnaireClosed(Refusal):
    """Retired, or another version than the one that was filled in."""

    code = "questionnaire_closed"


class UnknownQuestion(Refusal):
    """No such question, or its answer isn't one."""

    code = "unknown_question"


class AnswerMissing(Refusal):
    code = "answer_missing"


class SurveyRuns(Refusal):
    """The staff are being asked by this questionnaire already."""

    code = "survey_runs"


class UnknownSurvey(Refusal):
    code = "unknown_survey"


class SurveyOver(Refusal):
    """The round takes no more answers."""

    code = "survey_over"


class AlreadyAnswered(Refusal):
    """Each member of staff answers once in a round."""

    code = "already_answered"


class BadDay(Refusal):
    """No day, or one to come."""

    code = "bad_day"
