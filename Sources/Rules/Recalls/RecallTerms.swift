import Chains
import Values

/// By when a recall must have begun and be done, by its grade: the figures of STATE-3 and the calendar of working days.
struct RecallTerms {
    private let definition: RuleDefinition
    private let calendar: WorkingDays

    init(_ definition: RuleDefinition, _ calendar: WorkingDays) {
        (self.definition, self.calendar) = (definition, calendar)
    }

    /// The gravest is 1; what says no grade counts as the third.
    static func grade(of recall: RecallCase) -> Int { recall.statedGrade ?? 3 }

    static func grade(of recall: Restriction) -> Int {
        min(max(recall.event.element("recallLevel").flatMap { Int($0) } ?? 3, 1), 3)
    }

    /// What is allowed from the failed test to the recall, in milliseconds.
    func start(_ grade: Int) -> Int64 {
        definition.duration([.grade1StartHours, .grade2StartHours, .grade3StartHours][grade - 1])
    }

    /// The same in hours, for people.
    func startHours(_ grade: Int) -> Amount {
        definition.figure([.grade1StartHours, .grade2StartHours, .grade3StartHours][grade - 1])
    }

    /// Working days from the recall to its end.
    func completionDays(_ grade: Int) -> Int {
        let figure = definition.figure(
            [.grade1CompletionDays, .grade2CompletionDays, .grade3CompletionDays][grade - 1])
        return Int(min(figure.millionths / 1_000_000, 10_000))
    }

    /// The last day on which it may be completed.
    func lastDay(_ grade: Int, from opened: OffsetTime) -> CalendarDate {
        calendar.day(completionDays(grade), after: opened.day)
    }

    /// Working days that have passed at a moment, by the clock of China.
    func daysPassed(since opened: OffsetTime, at moment: Timestamp) -> Int {
        calendar.count(after: opened.day, through: OffsetTime(moment: moment, offsetMinutes: 480).day)
    }

    /// Whether the public holidays of every year of the term are known.
    func isCalendarKnown(_ grade: Int, from opened: OffsetTime) -> Bool {
        (opened.day.year...max(opened.day.year, lastDay(grade, from: opened).year)).allSatisfy(calendar.knows)
    }
}
