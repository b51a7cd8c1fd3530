"""Given names that are common in the United States and in Spanish, to know a full name by.

Names that are ordinary words as well (Grace, Grant, Hope, Mark, Will) are left out: a search for
`grant funding` names nobody.
"""

GIVEN_NAMES = frozenset(
    """
    aaliyah aaron abel abigail abraham adalberto adam addison adele adrian adriana agnes agustin
    aidan aiden aisha alan alana albert alberto alejandra alejandro alex alexa alexander alexandra
    alexandria alexis alfonso alfred alfredo alice alicia alisha alison allan allen allison alma
    alondra alonzo alvaro alvin alyssa amanda amber amelia amy ana andre andrea andres andrew
    andy angela angelica angelina angelo angie anita ann anna anne annette annie anthony antoine
    antonia antonio ariana arianna ariel arlene armando arnold arthur arturo ashlee ashley ashton
    aubrey audrey austin ava barbara barry beatrice beatriz becky belinda benito benjamin bernadette
    bernard bernice bertha beth bethany betty beverly blanca bobby bonnie brad bradley brandi
    brandon brandy braxton brayden breanna brenda brendan brett brian briana brianna brittany
    brittney brooke brooklyn bruce bryan bryant bryce byron caden caitlin caleb calvin cameron
    camila candace candice carl carla carlos carlton carmen carol carole carolina caroline carolyn
    carrie casandra cassandra catherine cathy cecilia cedric celia cesar chad charlene charles
    charlotte chelsea cheryl chloe chris christina christine christopher christy cindy claire clara
    clarence claudia clayton clifford clifton clinton clyde cody colin colleen connie connor
    conor corey cory courtney craig cristian cristina crystal curtis cynthia daisy dakota damian
    damon dan dana daniel daniela danielle danny dante daphne darius darlene darnell darrell darren
    darryl daryl dashawn dave david dean deandre deanna debbie deborah debra delores dennis derek
    derrick desiree desmond devin devon diana diane diego dolores dominic dominique don donald donna
    donte dora doris dorothy doug douglas duane dustin dwayne dwight dylan ebony eddie edgar
    edith edna eduardo edward edwin eileen elaine eleanor elena eli elias elijah elisa elizabeth
    ella ellen elmer elsa elsie emanuel emilia emiliano emilio emily emma emmanuel enrique eric
    erica erick erik erika ernest ernesto esmeralda esperanza estela esteban esther ethan ethel
    eugene eva evan evelyn ezekiel ezra fabian fatima felicia felipe felix fernanda fernando
    florence frances francesca francis francisca francisco franklin fred freddie frederick gabriel
    gabriela gabriella gabrielle gail garrett gary gavin geoffrey george gerald geraldine gerardo
    gilbert gilberto gina gladys glenda glenn gloria gonzalo gordon graciela greg gregg gregory
    guadalupe guillermo gustavo gwendolyn hailey haley hannah harold harriet harrison harry harvey
    hassan hazel heather hector heidi helen henry herbert herman hilda holly howard hugh hugo ian
    ibrahim ida ignacio imani ines irene iris irma isaac isabel isabella isaiah ismael israel
    itzel ivan jackie jackson jaclyn jacob jacqueline jacquelyn jade jaden jaime jake jamal jamar
    james jamie jan jane janet janice janine jared jasmin jasmine jason javier jay jayden jayla
    jaylen jeanette jeanne jeff jeffery jeffrey jenna jennifer jenny jeremiah jeremy jermaine jerome
    jerry jesse jessica jessie jesus jill jillian jim jimmy joan joann joanna joanne joaquin
    jocelyn jodi joe joel joey johanna john johnathan johnnie johnny jon jonah jonathan jorge jose
    josefina joseph josephine joshua josue joyce juan juana juanita judith judy julia julian juliana
    julie julio june justin kaitlin kaitlyn kara karen karina karl karla kate katelyn katherine
    kathleen kathryn kathy katie katrina kayla keisha keith kelly kelsey kelvin ken kendra kenneth
    kenny kevin khalil kiara kimberly kirk kristen kristi kristin kristina kristy krystal kurt kyle
    kylie lamar lamont larry latasha latisha latoya laura lauren laurie lawrence leah leon leonard
    leonardo leroy leslie leticia levi liam lillian lilly linda lindsay lindsey lisa lloyd logan
    lois lola lonnie lorena lorenzo loretta lori lorraine louis louise lourdes lucas lucia luciana
    lucille lucy luis luisa luke luna luz lydia lynn mackenzie madeline madison magdalena
    makayla malachi malcolm malik manuel manuela marc marcia marcos marcus margaret margarita maria
    mariah mariana maribel marie marilyn marina mario marion marisol marissa marjorie marlene
    marlon marquis marsha marta martha martin martina marvin mary mateo mathew matias matthew
    maureen maurice mauricio maxwell maya megan meghan melanie melinda melissa melvin mercedes
    meredith mia micah michael micheal michele michelle miguel mike mildred milton mindy miranda
    miriam misty mohamed mohammed moises molly monica monique morgan moses muhammad myra myrna
    nadia nancy naomi natalia natalie natasha nathan nathaniel neil nelson nestor nevaeh nicholas
    nicolas nicole nina noah noel noelia nora norma norman octavia octavio olga oliver olivia omar
    orlando oscar osvaldo owen pablo paige pamela paola patricia patrick patsy paul paula pauline
    pedro peggy penelope perla perry pete peter philip phillip phyllis priscilla quentin quincy
    rachael rachel rafael ralph ramiro ramon ramona randall randy raquel rashad raul raymond
    rebecca regina reginald rene renee reyna rhonda ricardo richard rick ricky riley rita robert
    roberta roberto robin rochelle roderick rodney rodolfo rodrigo rogelio roger roland ron ronald
    ronnie rosa rosalie rosario roscoe rosemary ross roxanne roy ruben rudolph rudy russell ruth
    ryan sabrina salvador sam samantha samuel sandra santiago santos sara sarah saul savannah scott
    sean sebastian selena serena sergio seth shakira shane shaniqua shannon sharon shaun shawn
    sheila shelby shelly sheri sherri sherry shirley sierra silvia simon sofia sonia sonya sophia
    sophie stacey stacy stanley stefanie stella stephanie stephen steve steven stuart susan susana
    suzanne sydney sylvia tabitha tamara tameka tamika tammy tanisha tanya tara tasha tatiana
    ted teresa terrance terrell terrence terri tevin thelma theodore theresa thomas tiffany tim
    timothy tina todd tom tommy toni tony tonya tracey traci tracy travis trevor tricia tristan
    troy tyler tyrone tyson valentina valeria valerie vanessa vera vernon veronica vicente vicki
    vickie victor victoria vincent viola violet virginia vivian wanda warren wayne wendy wesley
    whitney wilbert wilfredo willie wilma xavier ximena yadira yesenia yolanda yvette yvonne
    zachary zoe zoey
    """.split()
) - {"austin", "virginia", "sydney", "israel", "june", "jackson", "florence"}
"""In small letters without accents; places and the month are taken out."""
