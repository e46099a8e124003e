# The catalogue. A level never stands without its words (CAT-03); a profile may use its own.
level-0 = Level 0: not accessible through this service until the data owner names a route
level-1 = Level 1: safe room and SafePod only
level-2 = Level 2: safe room, SafePod and your organisation’s office
level-3 = Level 3: safe room, SafePod, your organisation’s office and home
level-none = Access not stated: not accessible until the data owner names a route
setting-office = Your office desktop computer or your institution’s secure room
setting-room = Your institution’s secure room only

data-route-safe-room = Safe room
data-route-safepod = SafePod
data-route-aoc-office = Organisation’s office
data-route-aoc-remote = Home
data-route-office = Office desktop computer
data-route-secure-room = Institution’s secure room
data-scheme-dea = Accredited Researcher (Digital Economy Act 2017)
data-scheme-srsa = Approved Researcher (Statistics and Registration Service Act 2007)
data-scheme-ons = ONS Accredited Researcher
data-scheme-esrc = ESRC Accredited Researcher
data-gateway-dea = Digital Economy Act 2017
data-gateway-srsa = Statistics and Registration Service Act 2007
data-gateway-uk-gdpr = UK GDPR
data-kind-academic = UK academic institutions
data-kind-esrc-centre = ESRC-funded research centres
data-kind-government = Government
data-kind-company = Companies
data-kind-charity = Charities
data-kind-other = Other organisations

data-catalogue = Data catalogue
data-catalogue-lead = Read what a dataset holds, who owns it and how it can be accessed before you apply.
data-catalogue-caption = Datasets
data-unpublished-caption = Not published yet
data-search = Search
data-search-label = Search titles and variables
data-variable-search = Search variables
data-none-found = No dataset matches. Try fewer or other words.
data-no-variables = No variable matches. Try fewer or other words.
data-title = Dataset
data-reference = Reference
data-owner = Data owner
data-access = Access
data-routes = Ways in
data-gateway = Legal gateway
data-schemes = Accreditation needed
data-kinds = Open to
data-training = Training
data-training-months = { $n ->
    [one] Training passed in the last month
   *[other] Training passed in the last { $n } months
 }
data-conditions = Special conditions
data-output-conditions = Conditions for outputs
data-no-conditions = None
data-not-given = Not given
data-citation = Citation
data-doi = Identifier (DOI)
data-coverage = Coverage
data-contact = Contact
data-synthetic-text = These data are synthetic. They describe no real person or business.
data-not-published = Not published
data-add = Add a dataset
data-publish = Publish
data-change-stipulations = Change the conditions
data-stipulations-text = The change counts at once for every project that uses these data. Earlier conditions are kept.
data-dictionary = Data dictionary
data-variable = Variable
data-label = Label
data-kind = Type
data-role = Role in checks
data-years = Years
data-missing-share = Missing
data-codes = { $n ->
    [one] { $n } code
   *[other] { $n } codes
 }
data-kind-of-code = Code
data-kind-of-number = Number
data-kind-of-id = Identifier
data-kind-of-weight = Weight
data-role-unit = Unit
data-role-holding = Holding
data-role-weight = Weight

data-missing-owners = Name at least one person who speaks for the data’s owner
data-missing-gateway = State the legal gateway
data-missing-level = State the access level
data-missing-setting = State the setting in which the data can be used
data-missing-schemes = State which accreditation opens the data
data-missing-conditions = State the special conditions, or say that there are none
data-missing-output-conditions = State the conditions for outputs, or say that there are none
data-missing-contact = State the contact
data-missing-citation = State the citation
data-missing-doi = State the identifier (DOI)
data-missing-coverage = State what the data cover
data-missing-dictionary = Add the data dictionary
data-published-already = This record is already published
data-dictionary-name = The name “{ $name }” cannot be used for a variable
data-dictionary-twice = The variable { $name } is there twice
data-dictionary-two-roles = The variable { $name } has a role that another variable has already
data-dictionary-share = The share of missing values of { $name } must be between 0 and 1
data-stipulation-level = Choose one of the access levels of this service
data-stipulation-setting = Choose one of the settings of this service
data-stipulation-route = This service has no way in called { $route }
data-stipulation-scheme = This service knows no accreditation called { $scheme }
data-stipulation-unchanged = These are the conditions already. Nothing was changed.
data-file-not-parquet = Choose a Parquet file
data-file-rows = The file must hold at least one row
data-owner-unknown = Nobody here has registered with { $email }. Ask them to register first.
data-owner-choose = Choose the organisation that owns the data
data-reference-taken = Another dataset has this reference

history-dataset-added = Dataset added to the catalogue
history-dataset-published = Dataset published
history-dataset-stipulated = Conditions of the dataset changed by its owner
history-dataset-stipulations-refused = Attempt to change the conditions of the dataset refused
history-dataset-described = Data dictionary set
history-dataset-file-attached = File of the dataset attached
