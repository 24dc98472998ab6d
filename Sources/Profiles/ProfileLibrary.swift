public import Codes
public import EPCIS
import StrictJSON
public import Values

/// The profiles and the step table: the built-in definition files, any of which a file of the same name replaces.
public struct ProfileLibrary: Sendable {
    public let profiles: [Profile]
    public let steps: StepTable
    /// Which library it is: the same of its copies, another of any other.
    package let identity: any AnyObject & Sendable = Identity()

    private final class Identity: Sendable {}

    /// What the product ships with (`schema/profiles`).
    public static let builtIn: ProfileLibrary = {
        do throws(LocatedError) {
            return try ProfileLibrary()
        } catch {
            preconditionFailure("built-in \(error.file):\(error.line):\(error.column): \(error.wording.en)")
        }
    }()

    /// The built-in files by name.
    package static let builtInFiles: [String: [UInt8]] = [
        stepsFile: PackageResources.steps_json,
        "food.json": PackageResources.food_json,
        "aquatic.json": PackageResources.aquatic_json,
        "imported-meat.json": PackageResources.imported_meat_json,
        "crops.json": PackageResources.crops_json,
        "livestock.json": PackageResources.livestock_json,
        "grain.json": PackageResources.grain_json,
        "tea.json": PackageResources.tea_json,
        "forest.json": PackageResources.forest_json,
        "cowpea.json": PackageResources.cowpea_json,
        "cross-border.json": PackageResources.cross_border_json,
    ]

    package static let stepsFile = "steps.json"

    /// The built-in definitions with these files instead of those of the same name, or beside them: a new name is a new profile.
    ///
    /// Throws the first place of a file that cannot be used.
    /// - Parameter codes: reads the codes that elements hold; elements may name its schemes.
    public init(overrides: [String: [UInt8]] = [:], codes: CodeReader = CodeReader()) throws(LocatedError) {
        let files = Self.builtInFiles.merging(overrides) { $1 }
        steps = try StepTable(file: Self.stepsFile, bytes: files[Self.stepsFile] ?? [])
        var builder = Builder(steps: steps, codes: codes)
        for (file, bytes) in files where file != Self.stepsFile {
            builder.roots.append(try DefinitionNode(file: file, bytes: bytes))
        }
        // Dictionaries have no order; errors and profiles must have one.
        builder.roots.sort { $0.file < $1.file }
        profiles = try builder.profiles()
    }

    /// The profile of that id.
    public func profile(named id: String) -> Profile? {
        profiles.first { $0.id == id }
    }

    /// Whether the event has what its own profile asks (rules DATA-1 and DATA-2); an event that names no profile is asked nothing.
    /// - Parameter notBefore: the day whose law counts, where that is later than the one that the event claims.
    public func problems(in event: EPCISEvent, notBefore: CalendarDate? = nil) -> [ElementProblem] {
        guard let id = event.dataElements["profile"] else { return [] }
        // In its place: a profile has many members to copy.
        guard let place = profiles.firstIndex(where: { $0.id == id }) else {
            let wording = Wording(en: "unknown profile \"\(id)\"", zh: "未知的品类规范“\(id)”")
            return [ElementProblem(element: "profile", kind: .malformed, wording: wording)]
        }
        return profiles[place].problems(in: event, notBefore: notBefore)
    }

    /// What is missing of one act that several events tell together: those of one transformationID by one operator, also where
    /// there is only one of them.
    ///
    /// Their inputs may stand in one event and their outputs in another, the certificate in a third: required is what none of them
    /// says. What every event must say for itself (operator, place, amounts) is told by `problems(in:)` of each.
    public func problems(ofAct events: [EPCISEvent], notBefore: CalendarDate? = nil) -> [ElementProblem] {
        var problems: [ElementProblem] = []
        for profile in profiles {
            let asked = events.filter { $0.dataElements["profile"] == profile.id }
            guard !asked.isEmpty else { continue }
            for problem in profile.missing(ofAct: asked, told: events, notBefore: notBefore)
            where !problems.contains(where: { $0.element == problem.element }) {
                problems.append(problem)
            }
        }
        return problems
    }
}

/// Builds each profile after the one that it extends.
private struct Builder {
    let steps: StepTable
    let codes: CodeReader
    var roots: [DefinitionNode] = []

    init(steps: StepTable, codes: CodeReader) {
        self.steps = steps
        self.codes = codes
    }

    func profiles() throws(LocatedError) -> [Profile] {
        var built: [String: Profile] = [:]
        var order: [Profile] = []
        var waiting = roots
        while !waiting.isEmpty {
            var left: [DefinitionNode] = []
            for root in waiting {
                let base = try root.optional("extends")?.string()
                if let base, built[base] == nil {
                    left.append(root)
                    continue
                }
                let profile = try Profile(root, inheriting: base.flatMap { built[$0] }, steps: steps, codes: codes)
                guard built.updateValue(profile, forKey: profile.id) == nil else {
                    throw root.error(
                        Wording(en: "profile \"\(profile.id)\" is defined twice", zh: "品类规范“\(profile.id)”重复定义"))
                }
                order.append(profile)
            }
            if let stuck = left.first, left.count == waiting.count {
                throw try stuck.required("extends").error(
                    Wording(en: "extends an unknown profile, or itself", zh: "继承了未知的品类规范或自身"))
            }
            waiting = left
        }
        return order
    }
}
