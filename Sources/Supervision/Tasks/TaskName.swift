public enum TaskSubject: OfficeSubject {
    public static let prefix = "urn:yima:task:"
    public static let register = "urn:yima:tasks"
}

/// The name of a quick-response task.
public typealias TaskName = SubjectName<TaskSubject>
